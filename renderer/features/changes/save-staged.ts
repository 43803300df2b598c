import { AppError } from '../../../shared/domain/app-error.ts';
import { type ChangeProblem, type ChangeSet, maxChanges } from '../../../shared/domain/change-set.ts';
import { onlyModels, toChangeSets } from '../../../shared/domain/staged-edits.ts';
import type { DraftSaving } from '../../../shared/domain/staged-edits-draft.ts';
import { ConnectionLost, type HostClient, toAppError } from '../../host/index.ts';
import { formatBytes, formatCount } from '../../ui/index.ts';
import { callSize, maxCallBytes } from './call-size.ts';
import { findOutcome, type JournalReader } from './save-outcome.ts';
import type { StagedStore } from './staged-store.ts';

export interface SaveResult {
  /** Rows written; each was one transaction. */
  readonly saved: readonly { readonly storage: string; readonly rows: number }[];
  /**
   * Storages that have written nothing, or not all of what can't be written together: because of problems of single changes,
   * or altogether.
   */
  readonly refused: readonly string[];
  readonly failed: readonly string[];
  readonly isCancelled: boolean;
}

export interface SaveOptions {
  readonly client: HostClient;
  readonly project: string;
  readonly store: StagedStore;
  readonly signal: AbortSignal;
  /** Notes on disk that a storage is about to be asked, `null` when it has answered; resolves when it stands there. */
  readonly noteSaving: (saving: DraftSaving | null) => Promise<void>;
}

export function journalReader(client: HostClient, project: string): JournalReader {
  return {
    list: (storage, after) => client.changes.list({ project, text: '', storage, model: null, after, limit: 50 }),
    async rows(entry) {
      const all = [];
      for (let total = 1; all.length < total; ) {
        const page = await client.changes.get({ project, entry, offset: all.length, limit: 500 });
        if (page.rows.length === 0) break;
        all.push(...page.rows);
        total = page.total;
      }
      return all;
    },
  };
}

/**
 * Writes everything that is staged: one transaction for each storage, one storage after the other. What a storage does not
 * write together, such as the changes of two files, follows in a transaction of its own. A storage that writes nothing does
 * not hold up the others, and its edits stay staged.
 */
export async function saveStaged(options: SaveOptions): Promise<SaveResult> {
  const { store, signal } = options;
  const sent = store.get().edits.tables;
  const saved: { storage: string; rows: number }[] = [];
  const refused: string[] = [];
  const failed: string[] = [];
  store.clearFailures();
  store.setSaving(true);
  try {
    for (const [storage, set] of toChangeSets({ tables: sent })) {
      const problems: ChangeProblem[] = [];
      const waiting = [set];
      try {
        for (let part = waiting.shift(); part && !signal.aborted; part = waiting.shift()) {
          const result = await saveChanges(options, storage, part);
          if (result.kind === 'saved') {
            store.saved(onlyModels(sent, storage, modelsOf(part)), storage, result.rows);
            saved.push({ storage, rows: result.rows.length });
            continue;
          }
          const parts = splitApart(part, result.problems);
          if (parts) waiting.unshift(...parts);
          else problems.push(...result.problems);
        }
      } catch (error) {
        if (!signal.aborted || toAppError(error).code !== 'aborted') {
          const isPartlySaved = saved.some((one) => one.storage === storage);
          store.failed({ storage, isPartlySaved, error: toAppError(error) });
          failed.push(storage);
        }
      }
      if (problems.length > 0) {
        store.refused(sent, storage, problems);
        refused.push(storage);
      }
      if (signal.aborted) break;
    }
  } finally {
    store.setSaving(false);
    await options.noteSaving(null);
  }
  return { saved, refused, failed, isCancelled: signal.aborted };
}

/** What can be written at once, and what must follow; `null` when that is not what stands in the way. */
function splitApart(set: ChangeSet, problems: readonly ChangeProblem[]): [ChangeSet, ChangeSet] | null {
  const apart = new Set(
    problems.flatMap((problem) => (problem.kind === 'invalid' && problem.code === 'apart' ? [problem.change] : [])),
  );
  // Nothing is gained by asking for less than all, or for all of it again.
  if (apart.size === 0 || apart.size === set.length) return null;
  return [set.filter(({ id }) => !apart.has(id)), set.filter(({ id }) => apart.has(id))];
}

function modelsOf(set: ChangeSet): readonly string[] {
  return [...new Set(set.map(({ model }) => model))];
}

type StorageResult = Awaited<ReturnType<HostClient['changes']['apply']>>;

async function saveChanges(options: SaveOptions, storage: string, set: ChangeSet): Promise<StorageResult> {
  const { client, project, signal, noteSaving } = options;
  refuseTooMuch(storage, set);
  const journal = journalReader(client, project);
  const { entries } = await client.changes.list(
    { project, text: '', storage, model: null, after: null, limit: 1 },
    { signal },
  );
  const newestEntry = entries[0]?.id ?? null;
  await noteSaving({ storage, newestEntry, models: modelsOf(set) });
  try {
    return await client.changes.apply({ project, storage, changes: set }, { signal });
  } catch (error) {
    // The host may have gone further than this window has heard.
    if (!(error instanceof ConnectionLost) && !signal.aborted) throw error;
    await afterRunningSave(client, project, storage);
    const outcome = await findOutcome(journal, storage, set, newestEntry);
    if (outcome.kind === 'saved') return { kind: 'saved', entry: null, rows: [...outcome.rows] };
    if (outcome.kind === 'notSaved') throw error;
    throw new AppError(
      'connection',
      'The connection ended while saving, and it is not known whether the changes were written',
      { advice: 'Look at the rows, and at Changes, before saving again.', subject: storage },
      { cause: error },
    );
  }
}

/** The host writes to a storage one save after the other: when one without changes has had its turn, the one before is over. */
async function afterRunningSave(client: HostClient, project: string, storage: string): Promise<void> {
  try {
    await client.changes.apply({ project, storage, changes: [] });
  } catch {
    // That nothing could not be written either changes nothing: its turn has come and gone.
  }
}

/** A person is told before a call is made that the host would not take. */
function refuseTooMuch(storage: string, set: ChangeSet): void {
  if (set.length > maxChanges) {
    throw new AppError('bad_request', `${formatCount(set.length)} rows are too many for one save`, {
      advice: `Save at most ${formatCount(maxChanges)} rows at a time.`,
      subject: storage,
    });
  }
  const sizeBytes = callSize(set);
  if (sizeBytes > maxCallBytes) {
    throw new AppError('bad_request', `The staged values are ${formatBytes(sizeBytes)}, too much for one save`, {
      advice: 'Save fewer rows at a time, or load big values from files.',
      subject: storage,
    });
  }
}
