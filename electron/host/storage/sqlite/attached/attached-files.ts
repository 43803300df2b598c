import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { Operation, Session } from '../../connector.ts';

/** One attached file: open, or why it is not. */
export interface AttachedFile {
  readonly name: string;
  /** For people: the name of the file. */
  readonly caption: string;
  readonly session: Session | null;
  readonly failure: AppError | null;
}

/** The files beside the main one. One that can't be opened keeps nobody waiting: it says why, and is tried again. */
export interface AttachedFiles {
  readonly all: readonly AttachedFile[];
  find(name: string): AttachedFile | null;
  /** Those that are not open are tried again; the others read their schema anew. */
  refresh(): void;
  /** Resolves when what is being opened is, or has failed. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface Slot {
  readonly name: string;
  readonly path: string;
  session: Session | null;
  failure: AppError | null;
  opening: Promise<void> | null;
}

/** @param paths absolute, by name. @param open opens a file as if it were alone. */
export async function openAttachedFiles(
  main: string,
  paths: ReadonlyMap<string, string>,
  open: (path: string, op: Operation) => Promise<Session>,
  op: Operation,
): Promise<AttachedFiles> {
  const slots = [...paths].map(([name, path]): Slot => ({ name, path, session: null, failure: null, opening: null }));
  const closing = new AbortController();

  /** A file under two names would be two stores for one set of rows. */
  function sameAs(slot: Slot): string | null {
    const real = realPath(slot.path);
    if (real === realPath(main)) return 'the main file';
    const other = slots.slice(0, slots.indexOf(slot)).find(({ path }) => realPath(path) === real);
    return other ? `“${other.name}”` : null;
  }

  async function openSlot(slot: Slot, signal: AbortSignal): Promise<void> {
    const known = sameAs(slot);
    if (known !== null) {
      slot.failure = new AppError('bad_request', `It is the same file as ${known}`, {
        subject: slot.name,
        advice: 'Attach each file once.',
      });
      return;
    }
    try {
      const session = await open(slot.path, { signal });
      if (closing.signal.aborted) return void (await session[Symbol.asyncDispose]());
      slot.session = session;
      slot.failure = null;
      session.onLost((error) => void lose(slot, session, error));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      slot.failure = error;
    }
  }

  function begin(slot: Slot): void {
    if (slot.session !== null || slot.opening !== null || closing.signal.aborted) return;
    slot.opening = openSlot(slot, closing.signal).finally(() => {
      slot.opening = null;
    });
    // Who waits for it hears of it; nobody may.
    slot.opening.catch(() => undefined);
  }

  /** The file is gone, or another one has taken its place, which is opened instead. */
  async function lose(slot: Slot, session: Session, error: AppError): Promise<void> {
    if (slot.session !== session) return;
    slot.session = null;
    slot.failure = error;
    begin(slot);
    await session[Symbol.asyncDispose]();
  }

  await Promise.all(slots.map((slot) => openSlot(slot, op.signal)));
  const files: AttachedFiles = {
    get all() {
      return slots.map(attachedFile);
    },
    find: (name) => {
      const slot = slots.find((given) => given.name === name);
      return slot ? attachedFile(slot) : null;
    },
    refresh: () => {
      for (const slot of slots) {
        if (slot.session === null) begin(slot);
        else slot.session.refresh();
      }
    },
    settled: async () => {
      await Promise.all(slots.flatMap(({ opening }) => opening ?? []));
    },
    close: async () => {
      closing.abort();
      await Promise.allSettled(slots.flatMap(({ opening }) => opening ?? []));
      await Promise.all(slots.flatMap(({ session }) => (session === null ? [] : session[Symbol.asyncDispose]())));
    },
  };
  if (op.signal.aborted) {
    await files.close();
    throw new AppError('aborted', 'Opening the database was given up');
  }
  return files;
}

function attachedFile({ name, path, session, failure }: Slot): AttachedFile {
  return { name, caption: basename(path), session, failure };
}

/** A path that leads nowhere stands for itself. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
