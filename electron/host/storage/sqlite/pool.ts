import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { AppError } from '../../../../shared/domain/app-error.ts';
import { previewCharacters } from '../../../../shared/domain/cell.ts';
import type { HostEnvironment } from '../../environment.ts';
import type { Operation } from '../connector.ts';
import { copyAside } from './copy-aside.ts';
import type { OpenedFile, SqliteTasks, TaskKind } from './protocol.ts';
import { ReadableAsCopyError, type ReaderThread, startReaderThread, type TaskResult } from './reader-thread.ts';

/** `page`: somebody waits for it. `background`: counts and positions, on a thread of their own so that no page waits. */
export type Lane = 'page' | 'background';

const pageThreads = 2;

/** Big sorts run in the background: in small parts they are as quick, and are given up within milliseconds. */
const cacheKb = { page: 16_000, background: 2_000 } as const;

/** The threads that read one database file. */
export interface SqlitePool {
  readonly opened: OpenedFile;
  /** A read has met a page that is damaged, or the file was so when it was opened. */
  readonly isDamaged: boolean;
  readonly cutToken: Uint8Array;
  run<Kind extends TaskKind>(
    kind: Kind,
    input: SqliteTasks[Kind]['input'],
    op: Operation,
    lane?: Lane,
  ): Promise<TaskResult<Kind>>;
  /** A thread that keeps values between tasks; all tasks of one value must go through the same one. */
  pin(): PinnedThread;
  /**
   * Lets a commit through that readers keep waiting: statements under way are given up, and run again from their start when
   * the returned function is called.
   */
  pause(): () => void;
  /** Called when another connection has written to the file, or changed its schema. */
  onChange(listener: (change: 'data' | 'schema') => void): void;
  /** Ends the threads; one that does not return soon is left behind. */
  close(): Promise<void>;
}

export interface PinnedThread {
  run<Kind extends TaskKind>(kind: Kind, input: SqliteTasks[Kind]['input'], op: Operation): Promise<TaskResult<Kind>>;
}

/**
 * Opens the file on its first thread. @param mayRecover a change that a crash has left halfway may be taken back.
 * @throws {AppError} why it can't be opened.
 */
export async function openPool(
  environment: HostEnvironment,
  path: string,
  op: Operation,
  { mayRecover }: { readonly mayRecover: boolean } = { mayRecover: false },
): Promise<SqlitePool> {
  try {
    return await openThere(environment, path, op, mayRecover);
  } catch (error) {
    if (!(error instanceof ReadableAsCopyError)) throw error;
    const copy = await copyAside(environment, path, op.signal);
    try {
      const pool = await openThere(environment, copy.path, op, true);
      const close = async () => {
        try {
          await pool.close();
        } finally {
          await copy.remove();
        }
      };
      const opened = { ...pool.opened, isCopy: true };
      // Spread out it would be asked once, and never again.
      return Object.defineProperty({ ...pool, opened, close }, 'isDamaged', { get: () => pool.isDamaged });
    } catch (second) {
      await copy.remove();
      throw second;
    }
  }
}

async function openThere(
  environment: HostEnvironment,
  path: string,
  op: Operation,
  mayRecover: boolean,
): Promise<SqlitePool> {
  const cutToken = Uint8Array.from(randomBytes(16));
  const listeners = new Set<(change: 'data' | 'schema') => void>();
  let isDamaged = false;
  const start = (lane: Lane) =>
    startReaderThread(
      environment,
      { path, cutToken, previewCharacters, cacheKb: cacheKb[lane], mayRecover },
      (what) => {
        if (what !== 'damage') {
          for (const listener of listeners) listener(what);
          return;
        }
        if (!isDamaged) environment.log.warn({ file: basename(path) }, 'an SQLite file is damaged');
        isDamaged = true;
      },
    );
  const first = start('page');
  const opened = await first.opened(op).catch(async (error: unknown) => {
    // It may still be on its way: who gave it up waits until it has ended, or it would outlive the process's own end.
    await first.close();
    throw error;
  });
  // A thread takes a tenth of a second to start: the others are ready before they are needed.
  const pages: ReaderThread[] = [first, ...Array.from({ length: pageThreads - 1 }, () => start('page'))];
  let background: ReaderThread = start('background');
  let isClosed = false;

  const alive = (threads: ReaderThread[]): ReaderThread[] => threads.filter((thread) => !thread.isGone);

  function choose(lane: Lane): ReaderThread {
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
    get isDamaged() {
      return isDamaged || opened.isDamaged;
    },
    cutToken,
    run: (kind, input, op2, lane = 'page') => choose(lane).run(kind, input, op2),
    pin: () => {
      const thread = choose('page');
      return { run: (kind, input, op2) => thread.run(kind, input, op2) };
    },
    pause: () => {
      const resumes = [...pages, background].map((thread) => thread.pause());
      return () => {
        for (const resume of resumes) resume();
      };
    },
    onChange: (listener) => void listeners.add(listener),
    close: async () => {
      isClosed = true;
      listeners.clear();
      await Promise.all([...pages, background].map((thread) => thread.close()));
    },
  };
}
