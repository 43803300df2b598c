import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ChangeProblem, SavedRow } from '../../../shared/domain/change-set.ts';
import type { JournalEntry } from '../local-state/journal-store.ts';
import type { OpenProject } from '../projects/open-project.ts';
import type { BeforeCommit, Operation, RowImage, StoreChange } from '../storage/connector.ts';
import type { Journal } from './journal.ts';
import { SaveQueue } from './save-queue.ts';
import { savedRows } from './saved-rows.ts';
import type { Uploads } from './uploads.ts';
import { openWritable, refuseReadOnlyModels } from './writable.ts';

/** As the contract has it, with arrays of its own. */
export type Applied =
  | { kind: 'saved'; entry: string | null; rows: SavedRow[] }
  | { kind: 'refused'; problems: ChangeProblem[] };

/** What is written in one transaction, and which entry of the journal it makes. */
export interface Save {
  readonly kind: 'save' | 'undo';
  readonly inverseOf: number | null;
  readonly changes: readonly StoreChange[];
}

/** An entry of which the store has not said yet whether it is committed. */
interface BegunEntry {
  readonly id: number;
  readonly images: readonly RowImage[];
  /** To be called when its fate is written down. */
  settle(): void;
}

/** Comparing rows after a failure must not keep the person waiting for ever. */
const compareTimeoutMs = 10_000;
/** How long a save in flight may go on when Storeroom ends, and then its rollback: a shell kills what takes a second. */
const closeGraceMs = 300;

/**
 * Writes changes with the journal before and after, one save of a storage at a time, and finds out what became of saves
 * that were cut off.
 */
export class Saving {
  readonly #journal: Journal;
  readonly #uploads: Uploads;
  readonly #log: Logger;
  readonly #queue = new SaveQueue();
  readonly #closing = new AbortController();
  /** Entries that are being written by this process. */
  readonly #beingSaved = new Set<number>();
  /** Storages without entries of unknown fate. */
  readonly #settled = new Set<string>();
  readonly #unfollow = new Map<OpenProject, () => void>();

  constructor(services: { readonly journal: Journal; readonly uploads: Uploads; readonly log: Logger }) {
    this.#journal = services.journal;
    this.#uploads = services.uploads;
    this.#log = services.log;
  }

  isBeingSaved(entry: number): boolean {
    return this.#beingSaved.has(entry);
  }

  /** Runs work alone on its storage; the signal fires also when Storeroom ends. */
  inTurn<Result>(
    project: OpenProject,
    storage: string,
    signal: AbortSignal,
    work: (op: Operation) => Promise<Result>,
  ): Promise<Result> {
    const both = AbortSignal.any([signal, this.#closing.signal]);
    return this.#queue.run(storageName(project, storage), both, () => work({ signal: both }));
  }

  /** Runs in the storage's turn: nothing else of this process writes to it meanwhile. */
  async save(project: OpenProject, storage: string, save: Save, op: Operation): Promise<Applied> {
    const { session, write } = await openWritable(project, storage, op);
    await refuseReadOnlyModels(session, modelsOf(save.changes), op);
    // What a crash has left is judged by rows that this save may change.
    await this.#settle(project, storage, op.signal);
    const written: { entry: BegunEntry | null } = { entry: null };
    const beforeCommit: BeforeCommit = async (images) => {
      written.entry = await this.#begin(project, storage, save, images);
    };
    const release = this.#uploads.hold(uploadsOf(save.changes));
    const readUpload = (upload: string) => this.#uploads.read(project, upload);
    try {
      const result = await write.apply({ changes: save.changes, readUpload }, beforeCommit, op);
      if (written.entry) await this.#end(project, written.entry, result.kind === 'saved' ? 'saved' : 'failed');
      if (result.kind === 'refused') return { kind: 'refused', problems: [...result.problems] };
      return { kind: 'saved', entry: written.entry && String(written.entry.id), rows: [...result.rows] };
    } catch (error) {
      if (!written.entry) throw error;
      // The store was asked to commit and then failed: only its rows can tell what became of it.
      const { id, images } = written.entry;
      this.#beingSaved.delete(id);
      if ((await this.#judge(project, storage, id, images)) !== 'saved') throw error;
      this.#log.warn({ err: error, storage, entry: id }, 'a save was committed, but its answer was lost');
      return { kind: 'saved', entry: String(id), rows: savedRows(save.changes, images) };
    } finally {
      if (written.entry) this.#beingSaved.delete(written.entry.id);
      release();
    }
  }

  async #begin(
    project: OpenProject,
    storage: string,
    { kind, inverseOf }: Save,
    images: readonly RowImage[],
  ): Promise<BegunEntry> {
    const name = storageName(project, storage);
    // Until the entry is closed its fate is unknown, also when writing it fails half-way.
    const wasSettled = this.#settled.delete(name);
    const id = await this.#journal.begin({ project: project.path, target: storage, kind, inverseOf }, images);
    this.#beingSaved.add(id);
    return { id, images, settle: () => wasSettled && this.#settled.add(name) };
  }

  /** The store has decided; a journal that can't be written now is no reason to call a save failed. */
  async #end(project: OpenProject, { id, settle }: BegunEntry, state: 'saved' | 'failed'): Promise<void> {
    try {
      this.#beingSaved.delete(id);
      await this.#journal.close(project.path, id, state);
      settle();
    } catch (error) {
      this.#log.error(
        { err: error, entry: id, state },
        'an entry of the journal could not be closed; its rows will tell',
      );
    }
  }

  /** From now on, entries of unknown fate are settled whenever a storage of this project becomes ready. */
  follow(project: OpenProject): void {
    if (this.#unfollow.has(project)) return;
    const ends = [...project.storages.values()].map((part) => {
      const settleWhenReady = () => {
        this.#settled.delete(storageName(project, part.id));
        if (part.state.kind !== 'ready') return;
        this.inTurn(project, part.id, this.#closing.signal, (op) => this.#settle(project, part.id, op.signal)).catch(
          (error: unknown) => {
            if (this.#closing.signal.aborted) return;
            this.#log.error({ err: error, storage: part.id }, 'saves that were cut off could not be judged');
          },
        );
      };
      settleWhenReady();
      return part.onStateChange(settleWhenReady);
    });
    this.#unfollow.set(project, () => {
      for (const end of ends) end();
    });
  }

  /** Ends {@link follow}, when the saves of this project that were asked for so far have ended. */
  async leave(project: OpenProject): Promise<void> {
    const none = () => Promise.resolve();
    // One that can't have its turn any more has nothing to wait for: Storeroom ends.
    await Promise.allSettled(
      [...project.storages.keys()].map((storage) => this.inTurn(project, storage, this.#closing.signal, none)),
    );
    this.#unfollow.get(project)?.();
    this.#unfollow.delete(project);
  }

  /** Finds out what became of entries that are still `pending`. Runs in the storage's turn. */
  async #settle(project: OpenProject, storage: string, signal: AbortSignal): Promise<void> {
    const name = storageName(project, storage);
    if (this.#settled.has(name)) return;
    let areAllKnown = true;
    for (const id of await this.#journal.pending(project.path, storage)) {
      signal.throwIfAborted();
      const entry = await this.#journal.get(project.path, String(id));
      const state = await this.#judge(project, storage, id, await this.#journal.images(entry));
      areAllKnown &&= state !== 'pending';
    }
    if (areAllKnown) this.#settled.add(name);
  }

  /** Asks the store what became of an entry, and writes it down. It stays `pending` while the store can't tell. */
  async #judge(
    project: OpenProject,
    storage: string,
    id: number,
    images: readonly RowImage[],
  ): Promise<JournalEntry['state']> {
    const facts = { storage, entry: id };
    try {
      const session = await project.storages.get(storage)?.session();
      if (!session?.write) {
        this.#log.warn(facts, 'a save was cut off; whether it is in the store can’t be told while it is read-only');
        return 'pending';
      }
      const signal = AbortSignal.timeout(compareTimeoutMs);
      const held = await session.write.compare(images, { signal });
      const state = ({ after: 'saved', before: 'failed', neither: 'unknown' } as const)[held];
      await this.#journal.close(project.path, id, state);
      this.#log.warn({ ...facts, state }, 'a save was cut off; its rows have told what became of it');
      return state;
    } catch (error) {
      this.#log.error({ ...facts, err: error }, 'a save was cut off, and its rows could not be compared');
      return 'pending';
    }
  }

  /**
   * Takes no more saves and waits for those in flight, a short time; then has them rolled back. What still has not ended
   * by then stays `pending`, and its rows tell at the next start.
   */
  async close(): Promise<void> {
    for (const unfollow of this.#unfollow.values()) unfollow();
    const closed = this.#queue.close();
    const graces = new AbortController();
    const grace = () => delay(closeGraceMs, undefined, graces).catch(() => undefined);
    await Promise.race([closed, grace()]);
    this.#closing.abort();
    await Promise.race([closed, grace()]);
    graces.abort();
  }
}

function storageName(project: OpenProject, storage: string): string {
  return JSON.stringify([project.path, storage]);
}

/** Models that a change set touches, as often as it names them. */
export function modelsOf(changes: readonly StoreChange[]): string[] {
  return changes.map((change) => (change.kind === 'restore' ? change.image.model : change.model));
}

function uploadsOf(changes: readonly StoreChange[]): string[] {
  return changes.flatMap((change) =>
    change.kind === 'insert' || change.kind === 'update'
      ? change.fields.flatMap(({ value }) => (value.kind === 'upload' ? [value.upload] : []))
      : [],
  );
}
