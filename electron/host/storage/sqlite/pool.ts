import { randomBytes } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import { AppError } from '../../../../shared/domain/app-error.ts';
import { previewCharacters } from '../../../../shared/domain/cell.ts';
import type { HostEnvironment } from '../../environment.ts';
import type { Operation } from '../connector.ts';
import { abandonThread } from './abandoned.ts';
import type {
  FileVersion,
  OpenedFile,
  SqliteTasks,
  TaskKind,
  WireError,
  WorkerInput,
  WorkerMessage,
} from './protocol.ts';

/** `page`: somebody waits for it. `background`: counts and positions, on a thread of their own so that no page waits. */
export type Lane = 'page' | 'background';

/** A thread that was told to give up and has not after this time is replaced; what it still does is thrown away. */
const stuckAfterMs = 500;

/** A thread that is still loading must not be left to the end of the process, which would crash in it. */
const openingForMs = 3000;

const pageThreads = 2;

/** Big sorts run in the background: in small parts they are as quick, and are given up within milliseconds. */
const cacheKb = { page: 16_000, background: 2_000 } as const;

interface Pending {
  readonly id: number;
  readonly kind: TaskKind;
  readonly resolve: (output: unknown, tookMs: number) => void;
  readonly reject: (error: Error) => void;
}

interface Queued extends Pending {
  readonly input: unknown;
}

export interface TaskResult<Kind extends TaskKind> {
  readonly output: SqliteTasks[Kind]['output'];
  /** Time in the worker. */
  readonly tookMs: number;
}

/** The threads that read one database file. */
export interface SqlitePool {
  readonly opened: OpenedFile;
  readonly cutToken: Uint8Array;
  run<Kind extends TaskKind>(
    kind: Kind,
    input: SqliteTasks[Kind]['input'],
    op: Operation,
    lane?: Lane,
  ): Promise<TaskResult<Kind>>;
  /** A thread that keeps values between tasks; all tasks of one value must go through the same one. */
  pin(): PinnedThread;
  /** Called when another connection has written to the file, or changed its schema. */
  onChange(listener: (change: 'data' | 'schema') => void): void;
  /** Ends the threads; one that does not return soon is left behind. */
  close(): Promise<void>;
}

export interface PinnedThread {
  run<Kind extends TaskKind>(kind: Kind, input: SqliteTasks[Kind]['input'], op: Operation): Promise<TaskResult<Kind>>;
}

/** Opens the file on its first thread. @throws {AppError} why it can't be opened. */
export async function openPool(environment: HostEnvironment, path: string, op: Operation): Promise<SqlitePool> {
  const cutToken = Uint8Array.from(randomBytes(16));
  const listeners = new Set<(change: 'data' | 'schema') => void>();
  const start = (lane: Lane) =>
    startThread(environment, { path, cutToken, previewCharacters, cacheKb: cacheKb[lane] }, (change) =>
      listeners.forEach((listener) => void listener(change)),
    );
  const first = start('page');
  const opened = await first.opened(op).catch(async (error: unknown) => {
    // It may still be on its way: who gave it up waits until it has ended, or it would outlive the process's own end.
    await first.close();
    throw error;
  });
  // A thread takes a tenth of a second to start: the others are ready before they are needed.
  const pages: Thread[] = [first, ...Array.from({ length: pageThreads - 1 }, () => start('page'))];
  let background: Thread = start('background');
  let isClosed = false;

  const alive = (threads: Thread[]): Thread[] => threads.filter((thread) => !thread.isGone);

  function choose(lane: Lane): Thread {
    if (isClosed) throw new AppError('connection', 'The database is closed');
    if (lane === 'background') {
      if (background.isGone) background = start('background');
      return background;
    }
    pages.splice(0, pages.length, ...alive(pages));
    const idle = pages.find((thread) => thread.load === 0);
    if (idle) return idle;
    if (pages.length < pageThreads) {
      const added = start('page');
      pages.push(added);
      return added;
    }
    return pages.reduce((least, thread) => (thread.load < least.load ? thread : least));
  }

  return {
    opened,
    cutToken,
    run: (kind, input, op2, lane = 'page') => choose(lane).run(kind, input, op2),
    pin: () => {
      const thread = choose('page');
      return { run: (kind, input, op2) => thread.run(kind, input, op2) };
    },
    onChange: (listener) => void listeners.add(listener),
    close: async () => {
      isClosed = true;
      listeners.clear();
      await Promise.all([...pages, background].map((thread) => thread.close()));
    },
  };
}

interface Thread {
  /** Tasks it has to do. */
  readonly load: number;
  /** It was given up, has crashed or was closed: no task goes there any more. */
  readonly isGone: boolean;
  opened(op: Operation): Promise<OpenedFile>;
  run<Kind extends TaskKind>(kind: Kind, input: SqliteTasks[Kind]['input'], op: Operation): Promise<TaskResult<Kind>>;
  close(): Promise<void>;
}

function startThread(
  environment: HostEnvironment,
  given: Omit<WorkerInput, 'control'>,
  changed: (change: 'data' | 'schema') => void,
): Thread {
  const control = new Int32Array(new SharedArrayBuffer(4));
  const worker: Worker = environment.startWorker('sqlite', { ...given, control } satisfies WorkerInput);
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const queue: Queued[] = [];
  let running: Pending | null = null;
  let isGone = false;
  let isOpen = false;
  let lastId = 0;
  let known: FileVersion | null = null;
  const opening = Promise.withResolvers<OpenedFile>();
  // Whoever opens or runs a task hears of a failure; nobody may be listening yet.
  opening.promise.catch(() => undefined);

  function next(): void {
    if (running || !isOpen) return;
    const task = queue.shift();
    if (!task) return;
    running = task;
    worker.postMessage({ id: task.id, kind: task.kind, input: task.input });
  }

  function fail(error: Error): void {
    isGone = true;
    opening.reject(error);
    const lost = [...(running ? [running] : []), ...queue];
    running = null;
    queue.length = 0;
    for (const task of lost) task.reject(error);
  }

  function notice(version: FileVersion): void {
    const before = known;
    known = version;
    if (before === null) return;
    if (before.schema !== version.schema) changed('schema');
    else if (before.data !== version.data) changed('data');
  }

  worker.on('message', (message: WorkerMessage) => {
    switch (message.kind) {
      case 'ready':
        isOpen = true;
        opening.resolve(message.opened);
        next();
        return;
      case 'failed':
        fail(hostError(message.error));
        return;
      case 'done':
      case 'error': {
        const task = running;
        if (task?.id !== message.id) return;
        running = null;
        if (message.kind === 'done') {
          notice(message.version);
          task.resolve(message.output, message.tookMs);
        } else task.reject(hostError(message.error));
        next();
      }
    }
  });
  worker.once('error', (error: unknown) =>
    fail(new Error(`The SQLite thread failed: ${String(error)}`, { cause: error })),
  );
  worker.once('exit', () => {
    if (!isGone) fail(new Error('The SQLite thread ended'));
  });

  /** The statement is told to end; the caller does not wait for it, and a thread that does not obey is given up. */
  function giveUp(task: Pending): void {
    const position = queue.findIndex((queued) => queued.id === task.id);
    if (position >= 0) {
      queue.splice(position, 1);
      return;
    }
    if (running?.id !== task.id) return;
    Atomics.store(control, 0, task.id);
    Atomics.notify(control, 0);
    setTimeout(() => {
      if (running?.id !== task.id) return;
      environment.log.warn({ task: task.kind }, 'an SQLite thread did not give up its statement and was replaced');
      fail(new AppError('connection', 'The database did not answer in time', { advice: 'Try again.' }));
      worker.postMessage('close');
      abandonThread(worker);
    }, stuckAfterMs).unref();
  }

  return {
    get load() {
      return queue.length + (running ? 1 : 0);
    },
    get isGone() {
      return isGone;
    },
    opened: (op) => abortable(opening.promise, op.signal),
    run: <Kind extends TaskKind>(kind: Kind, input: SqliteTasks[Kind]['input'], { signal }: Operation) =>
      new Promise<TaskResult<Kind>>((resolve, reject) => {
        if (signal.aborted) {
          reject(abortedError());
          return;
        }
        lastId += 1;
        const abort = () => {
          giveUp(task);
          reject(abortedError());
        };
        const task: Queued = {
          id: lastId,
          kind,
          input,
          resolve: (output, tookMs) => {
            signal.removeEventListener('abort', abort);
            // The worker answers each kind of task with its own output.
            resolve({ output: output as SqliteTasks[Kind]['output'], tookMs });
          },
          reject: (error) => {
            signal.removeEventListener('abort', abort);
            reject(error);
          },
        };
        signal.addEventListener('abort', abort, { once: true });
        queue.push(task);
        next();
      }),
    close: async () => {
      const { promise: isLate, resolve: late } = Promise.withResolvers<'late'>();
      // One that is still opening the file has no statement to be stuck in: it ends as soon as it is open.
      const timer = setTimeout(() => late('late'), isOpen || isGone ? stuckAfterMs : openingForMs);
      if (running) Atomics.store(control, 0, running.id);
      if (!isGone) {
        fail(new AppError('aborted', 'The database was closed'));
        worker.postMessage('close');
      }
      const outcome = await Promise.race([ended, isLate]);
      clearTimeout(timer);
      if (outcome === 'late') abandonThread(worker);
    },
  };
}

function abortedError(): AppError {
  return new AppError('aborted', 'The read was given up');
}

async function abortable<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  if (signal.aborted) throw abortedError();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(abortedError());
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function hostError(error: WireError): Error {
  if (error.code !== null) return new AppError(error.code, error.message, error.detail);
  const bug = new Error(error.message);
  if (error.stack) bug.stack = error.stack;
  return bug;
}
