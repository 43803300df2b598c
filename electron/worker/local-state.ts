import { parentPort, workerData } from 'node:worker_threads';
import { LocalDatabase } from '../host/local-state/database.ts';
import { NewerDataError } from '../host/local-state/migrations.ts';
import type { StateReply, StateRequest, StateWorkerInput } from '../host/local-state/state-worker.ts';

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function main(): void {
  const port = parentPort;
  if (!port) throw new Error('This file runs as a worker thread');
  const reply = (message: StateReply) => port.postMessage(message);
  // Only `startStateWorker` starts this entry, with exactly this shape.
  const { path } = workerData as StateWorkerInput;
  let database: LocalDatabase;
  try {
    database = new LocalDatabase(path);
  } catch (error) {
    const reason = error instanceof NewerDataError ? 'newer' : 'damaged';
    reply({
      kind: 'refused',
      reason,
      message: reason === 'newer' ? messageOf(error) : `${path} can't be opened: ${messageOf(error)}`,
    });
    return;
  }
  port.on('message', (request: StateRequest) => {
    if (request.kind === 'close') {
      database.close();
      port.close();
      return;
    }
    const { id, name, parameters } = request;
    try {
      // `StateWorker.call` types name and parameters together; the union can't carry that over the thread.
      const method = database[name] as (...values: readonly unknown[]) => unknown;
      reply({ kind: 'value', id, value: method.apply(database, [...parameters]) });
    } catch (error) {
      reply({ kind: 'error', id, message: `${name}: ${messageOf(error)}` });
    }
  });
  reply({ kind: 'open' });
}

main();
