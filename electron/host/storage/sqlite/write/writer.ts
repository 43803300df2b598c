import type { Worker } from 'node:worker_threads';
import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { HostEnvironment } from '../../../environment.ts';
import { hostError } from '../reader-thread.ts';
import type { WriterInput, WriterMessage, WriterTaskKind, WriterTasks } from './writer-protocol.ts';

/** Runs tasks on the writing thread, for as long as its holder has the turn. */
export type RunTask = <Kind extends WriterTaskKind>(
  kind: Kind,
  input: WriterTasks[Kind]['input'],
  signal: AbortSignal | null,
) => Promise<WriterTasks[Kind]['output']>;

/** The one thread that writes to a file. It is started by the first turn. */
export interface Writer {
  /** Nobody else writes or waits in between; a turn that leaves a transaction open must finish it. */
  inTurn<Result>(work: (run: RunTask) => Promise<Result>): Promise<Result>;
  /** Aborted when it is closed: what is not on its way into the store yet is given up. */
  readonly closing: AbortSignal;
  /** Waits for the turn under way, then ends the thread. */
  close(): Promise<void>;
}

export function createWriter(environment: HostEnvironment, path: string): Writer {
  let thread: WriterThread | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const closing = new AbortController();

  const run: RunTask = (kind, input, signal) => {
    if (thread === null || thread.isGone) thread = startThread(environment, path);
    return thread.run(kind, input, signal);
  };

  return {
    closing: closing.signal,
    inTurn: (work) => {
      const turn = last.then(() => {
        if (closing.signal.aborted) throw new AppError('connection', 'The database is closed');
        return work(run);
      });
      // The next turn begins however this one ends.
      last = turn.catch(() => undefined);
      return turn;
    },
    close: async () => {
      closing.abort();
      await last;
      await thread?.close();
    },
  };
}

interface WriterThread {
  readonly isGone: boolean;
  readonly run: RunTask;
  close(): Promise<void>;
}

interface Task {
  readonly id: number;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

function startThread(environment: HostEnvironment, path: string): WriterThread {
  const control = new Int32Array(new SharedArrayBuffer(4));
  const worker: Worker = environment.startWorker('sqlite-writer', { path, control } satisfies WriterInput);
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  let running: Task | null = null;
  let isGone = false;
  let lastId = 0;

  function fail(error: Error): void {
    isGone = true;
    const task = running;
    running = null;
    task?.reject(error);
  }

  worker.on('message', (message: WriterMessage) => {
    if (message.kind === 'ready') return;
    if (message.kind === 'failed') {
      fail(hostError(message.error));
      return;
    }
    const task = running;
    if (task?.id !== message.id) return;
    running = null;
    if (message.kind === 'done') task.resolve(message.output);
    else task.reject(hostError(message.error));
  });
  worker.once('error', (error: unknown) =>
    fail(new Error(`The thread that writes failed: ${String(error)}`, { cause: error })),
  );
  worker.once('exit', () => {
    if (!isGone) fail(new Error('The thread that writes ended'));
  });

  return {
    get isGone() {
      return isGone;
    },
    run: async <Kind extends WriterTaskKind>(
      kind: Kind,
      input: WriterTasks[Kind]['input'],
      signal: AbortSignal | null,
    ): Promise<WriterTasks[Kind]['output']> => {
      if (signal?.aborted) throw new AppError('aborted', 'The save was given up');
      lastId += 1;
      const id = lastId;
      // The thread answers when it has let go of everything: nothing is told before that.
      const abort = () => {
        Atomics.store(control, 0, id);
        Atomics.notify(control, 0);
      };
      signal?.addEventListener('abort', abort, { once: true });
      try {
        const output = await new Promise<unknown>((resolve, reject) => {
          running = { id, resolve, reject };
          worker.postMessage({ id, kind, input });
        });
        // The thread answers each kind of task with its own output.
        return output as WriterTasks[Kind]['output'];
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    },
    close: async () => {
      if (!isGone) {
        isGone = true;
        worker.postMessage('close');
      }
      await ended;
    },
  };
}
