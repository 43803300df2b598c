import type { ChangedRow, ChangeEntry, Resolution } from '../../../shared/contract/changes.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { ChangeProblem } from '../../../shared/domain/change-set.ts';
import type { JournalEntry } from '../local-state/journal-store.ts';
import type { OpenProject } from '../projects/open-project.ts';
import type { Operation, Statement, StoreChange } from '../storage/connector.ts';
import { changeEntry } from './change-entry.ts';
import type { Journal } from './journal.ts';
import { restoreChanges } from './restore-changes.ts';
import { type Applied, modelsOf, type Saving } from './saving.ts';
import { type StorageStanding, standingOf, undoBlocked } from './undo-blocked.ts';
import type { Uploads } from './uploads.ts';
import { openWritable, refuseReadOnlyModels } from './writable.ts';

export interface ChangesQuery {
  readonly text: string;
  readonly storage: string | null;
  readonly model: string | null;
  readonly after: number | null;
  readonly limit: number;
}

/** Saving, the journal of what was saved, and taking it back. */
export class Changes {
  readonly #journal: Journal;
  readonly #saving: Saving;
  readonly #uploads: Uploads;

  constructor(services: { readonly journal: Journal; readonly saving: Saving; readonly uploads: Uploads }) {
    this.#journal = services.journal;
    this.#saving = services.saving;
    this.#uploads = services.uploads;
  }

  /** Writes all changes or none. */
  apply(project: OpenProject, storage: string, changes: readonly StoreChange[], signal: AbortSignal): Promise<Applied> {
    return this.#saving.inTurn(project, storage, signal, (op) =>
      this.#saving.save(project, storage, { kind: 'save', inverseOf: null, changes }, op),
    );
  }

  /**
   * Takes a saved entry back, guarded as any save.
   * @throws {AppError} `conflict` with the reason when it can't be taken back (any more)
   */
  async undo(
    project: OpenProject,
    id: string,
    resolutions: readonly Resolution[],
    signal: AbortSignal,
  ): Promise<Applied> {
    const { target } = await this.#journal.get(project.path, id);
    return this.#saving.inTurn(project, target, signal, async (op) => {
      // Read again: another window may have been first.
      const entry = await this.#journal.get(project.path, id);
      await openWritable(project, target, op);
      const blocked = undoBlocked(entry, await standingOf(project, target, op), this.#saving.isBeingSaved(entry.id));
      if (blocked !== null) throw new AppError('conflict', `This can’t be undone: ${blocked}`, { subject: id });
      const changes = restoreChanges(await this.#journal.images(entry), resolutions);
      return this.#saving.save(project, target, { kind: 'undo', inverseOf: entry.id, changes }, op);
    });
  }

  /** What {@link Changes.apply} would do and what stands in its way. Writes nothing. */
  async describe(
    project: OpenProject,
    storage: string,
    changes: readonly StoreChange[],
    op: Operation,
  ): Promise<{ statements: Statement[]; problems: ChangeProblem[] }> {
    const { session, write } = await openWritable(project, storage, op);
    await refuseReadOnlyModels(session, modelsOf(changes), op);
    const readUpload = (upload: string) => this.#uploads.read(project, upload);
    const { statements, problems } = await write.describe({ changes, readUpload }, op);
    return { statements: [...statements], problems: [...problems] };
  }

  /** Rises with each change of the journal of the project with this path. */
  version(path: string): number {
    return this.#journal.version(path);
  }

  /** @returns a function that ends the subscription. */
  onChange(path: string, listener: () => void): () => void {
    return this.#journal.onChange(path, listener);
  }

  async list(
    project: OpenProject,
    query: ChangesQuery,
    op: Operation,
  ): Promise<{ entries: ChangeEntry[]; after: string | null }> {
    const { text, storage: target, model, after, limit } = query;
    const models = text.trim() === '' ? [] : await modelsNamed(project, text.trim().toLowerCase(), op);
    const page = { project: project.path, text, models, target, model, before: after, limit };
    const { entries, before } = await this.#journal.list(page, op.signal);
    return { entries: await this.#shown(project, entries, op), after: before === null ? null : String(before) };
  }

  async get(
    project: OpenProject,
    id: string,
    span: { readonly offset: number; readonly limit: number },
    op: Operation,
  ): Promise<{ entry: ChangeEntry; rows: ChangedRow[]; total: number }> {
    const found = await this.#journal.get(project.path, id);
    const [entry] = await this.#shown(project, [found], op);
    if (!entry) throw new Error('One entry gives one entry');
    return { entry, rows: await this.#journal.rows(found, span.offset, span.limit), total: found.itemCount };
  }

  async #shown(project: OpenProject, entries: readonly JournalEntry[], op: Operation): Promise<ChangeEntry[]> {
    const standings = new Map<string, StorageStanding>();
    for (const target of new Set(entries.map((entry) => entry.target)))
      standings.set(target, await standingOf(project, target, op));
    return entries.map((entry) => {
      const standing = standings.get(entry.target);
      if (!standing) throw new Error('Every target was looked at');
      return changeEntry(entry, undoBlocked(entry, standing, this.#saving.isBeingSaved(entry.id)));
    });
  }
}

/** Models of open storages whose captions hold the text. The journal knows their ids only. */
async function modelsNamed(project: OpenProject, text: string, op: Operation): Promise<[string, string][]> {
  const named: [string, string][] = [];
  for (const [storage, part] of project.storages) {
    if (part.state.kind !== 'ready') continue;
    for (const { id, caption } of await (await part.session()).list(op))
      if (caption.toLowerCase().includes(text)) named.push([storage, id]);
  }
  return named;
}
