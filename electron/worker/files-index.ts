import { parentPort, workerData } from 'node:worker_threads';
import type { FromIndex, IndexThreadData, ToIndex } from '../host/files/index/index-messages.ts';
import { IndexThread } from '../host/files/index/index-thread.ts';

const port = parentPort;
if (!port) throw new Error('The files index runs on a worker thread only');

// The host starts this entry with exactly this value (index-client.ts).
const thread = new IndexThread(workerData as IndexThreadData, (message: FromIndex) => port.postMessage(message));
// Only the host posts to this port, and only values of this type.
port.on('message', (message: ToIndex) => thread.receive(message));
thread.start();
