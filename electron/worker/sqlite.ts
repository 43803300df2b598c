import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerInput } from '../host/storage/sqlite/protocol.ts';
import { runSqliteWorker } from '../host/storage/sqlite/worker/run-worker.ts';

if (!parentPort) throw new Error('The SQLite entry runs as a worker thread');

// The pool starts this thread with exactly this input.
runSqliteWorker(parentPort, workerData as WorkerInput);
