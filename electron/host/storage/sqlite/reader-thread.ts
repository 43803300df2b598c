import type { Worker } from 'node:worker_threads';
import { AppError } from '../../../../shared/domain/app-error.ts';
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

/** A thread that was told to give up and has not after this time is replaced; what it still does is thrown away. */
const stuckAfterMs = 500;

/** A thread that is still loading must not be left to the end of the process, which would crash in it. */
const openingForMs = 3000;

interface Pending {
  /** It gets another one when it is run again. */
  id: number;
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

/** A thread that reads one database file: one task after the other. */
export interface ReaderThread {
  /** Tasks it has to do. */
  readonly load: number;
  /** It was given up, has crashed or was closed: no task goes there any more. */
  readonly isGone: boolean;
  opened(op: Operation): Promise<OpenedFile>;
  run<Kind extends TaskKind>(kind: Kind, input: SqliteTasks[Kind]['input'], op: Operation): Promise<TaskResult<Kind>>;
  pause(): () => void;
  close(): Promise<void>;
}

export function startReaderThread(
  environment: HostEnvironment,
  given: Omit<WorkerInput, 'control'>,
  noticed: (what: 'data' | 'schema' | 'damage') => void,
): ReaderThread {
  const control = new Int32Array(new SharedArrayBuffer(4));
  const worker: Worker = environment.startWorker('sqlite', { ...given, control } satisfies WorkerInput);
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const queue: Queued[] = [];
  let running: Queued | null = null;
  /** The running task is only set aside: it is to be run again. */
  let isSetAside = false;
  let pauses = 0;
  let isGone = false;
  let isOpen = false;
  let lastId = 0;
  let known: FileVersion | null = null;
  const opening = Promise.withResolvers<OpenedFile>();
  // Whoever opens or runs a task hears of a failure; nobody may be listening yet.
  opening.promise.catch(() => undefined);

  function next(): void {
    if (running || !isOpen || pauses > 0) return;
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
    if (before.schema !== version.schema) noticed('schema');
    else if (before.data !== version.data) noticed('data');
  }

  worker.on('message', (message: WorkerMessage) => {
    switch (message.kind) {
      case 'ready':
        isOpen = true;
        opening.resolve(message.opened);
        next();
        return;
      case 'failed':
        fail(openingError(message.error));
        return;
      case 'done':
      case 'error': {
        if (message.kind === 'error' && message.error.isDamage) noticed('damage');
        const task = running;
        if (task?.id !== message.id) return;
        running = null;
        const mustRunAgain = isSetAside && message.kind === 'error' && message.error.code === 'aborted';
        isSetAside = false;
        if (mustRunAgain) {
          lastId += 1;
          task.id = lastId;
          queue.unshift(task);
        } else if (message.kind === 'done') {
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
    isSetAside = false;
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
    pause: () => {
      pauses += 1;
      if (running) {
        isSetAside = true;
        Atomics.store(control, 0, running.id);
        Atomics.notify(control, 0);
      }
      let isPaused = true;
      return () => {
        if (!isPaused) return;
        isPaused = false;
        pauses -= 1;
        next();
      };
    },
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

/** The file can't be opened where it lies; a copy elsewhere can be. */
export class ReadableAsCopyError extends AppError {}

function openingError(error: WireError): Error {
  if (!error.isReadableAsCopy || error.code === null) return hostError(error);
  return new ReadableAsCopyError(error.code, error.message, error.detail);
}

/** What a thread has reported, as the host throws it. */
export function hostError(error: WireError): Error {
  if (error.code !== null) return new AppError(error.code, error.message, error.detail);
  const bug = new Error(error.message);
  if (error.stack) bug.stack = error.stack;
  return bug;
}
