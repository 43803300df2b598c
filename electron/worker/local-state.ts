import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { LocalDatabase } from '../host/local-state/database.ts';
import { NewerDataError } from '../host/local-state/migrations.ts';
import type { StateReply, StateRequest, StateStores, StateWorkerInput } from '../host/local-state/state-worker.ts';

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
  const { journal, drafts, uploads, projects, secrets } = database;
  const stores: StateStores = { window: database, journal, drafts, uploads, projects, secrets };
  port.on('message', (request: StateRequest) => {
    if (request.kind === 'close') {
      database.close();
      port.close();
      return;
    }
    const { id, store, name, parameters } = request;
    try {
      // `StateWorker.store` types name and parameters together; a message can't carry that over the thread.
      const methods = stores[store] as unknown as Record<string, (...values: readonly unknown[]) => unknown>;
      reply({ kind: 'value', id, value: methods[name]?.call(methods, ...parameters) });
    } catch (error) {
      const code = error instanceof Sqlite.SqliteError ? error.code : null;
      reply({ kind: 'error', id, message: `${store}.${name}: ${messageOf(error)}`, code });
    }
  });
  reply({ kind: 'open' });
}

main();
