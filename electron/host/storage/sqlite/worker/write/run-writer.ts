import type { MessagePort } from 'node:worker_threads';
import type { WireError } from '../../protocol.ts';
import type {
  WriterInput,
  WriterMessage,
  WriterTaskKind,
  WriterTaskMessage,
  WriterTasks,
} from '../../write/writer-protocol.ts';
import { Refusal } from '../refusal.ts';
import { compareImages } from './compare-images.ts';
import { openForWriting, WriteAborted, type WriteConnection, writeError } from './write-connection.ts';
import { createWriteTransaction } from './write-transaction.ts';

type Handlers = {
  readonly [Kind in WriterTaskKind]: (input: WriterTasks[Kind]['input']) => WriterTasks[Kind]['output'];
};

/** Serves the one connection that writes: tasks come over `port` and are done one after the other. */
export function runSqliteWriter(port: MessagePort, input: WriterInput): void {
  const post = (message: WriterMessage) => port.postMessage(message);
  let connection: WriteConnection;
  try {
    connection = openForWriting(input);
  } catch (error) {
    post({ kind: 'failed', error: wireError(error, input.path) });
    port.close();
    return;
  }
  const { version, encoding } = connection;
  const transaction = createWriteTransaction(connection);
  const handlers: Handlers = {
    prepare: ({ plan, uploads }) => transaction.prepare(plan, uploads),
    finish: (how) => transaction.finish(how),
    compare: (images) => compareImages(connection, images),
  };
  post({ kind: 'ready', opened: { version, encoding } });
  port.on('message', (task: WriterTaskMessage | 'close') => {
    if (task === 'close') {
      // A transaction that is open is one nobody wants any more: closing rolls it back.
      connection.database.close();
      port.close();
      return;
    }
    try {
      connection.begin(task.id);
      connection.check();
      // The host pairs each kind with its own input.
      const run = handlers[task.kind] as (given: unknown) => unknown;
      post({ kind: 'done', id: task.id, output: run(task.input) });
    } catch (error) {
      post({ kind: 'error', id: task.id, error: wireError(error, input.path) });
    }
  });
}

function wireError(given: unknown, path: string): WireError {
  if (given instanceof WriteAborted) return { code: 'aborted', message: given.message, detail: {}, stack: '' };
  const error = writeError(given, path);
  if (error instanceof Refusal)
    return { code: error.code, message: error.message, detail: error.detail, stack: error.stack ?? '' };
  if (error instanceof Error) return { code: null, message: error.message, detail: {}, stack: error.stack ?? '' };
  return { code: null, message: String(error), detail: {}, stack: '' };
}
