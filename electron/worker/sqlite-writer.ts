import { parentPort, workerData } from 'node:worker_threads';
import { runSqliteWriter } from '../host/storage/sqlite/worker/write/run-writer.ts';
import type { WriterInput } from '../host/storage/sqlite/write/writer-protocol.ts';

if (!parentPort) throw new Error('The SQLite writer runs as a worker thread');

// The session starts this thread with exactly this input.
runSqliteWriter(parentPort, workerData as WriterInput);
