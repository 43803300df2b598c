import type { ChangedRow, ChangeEntry } from '../../../shared/contract/changes.ts';
import { isWhole, sameCell } from '../../../shared/domain/cell.ts';
import type { ChangeSet, FieldValue, RowChange, SavedRow } from '../../../shared/domain/change-set.ts';
import { encodeRowKey } from '../../../shared/domain/row-key.ts';

/** The calls that tell what the journal holds. */
export interface JournalReader {
  /** Entries of a storage, the newest first. */
  list(storage: string, after: string | null): Promise<{ entries: readonly ChangeEntry[]; after: string | null }>;
  rows(entry: string): Promise<readonly ChangedRow[]>;
}

export type SaveOutcome =
  | { readonly kind: 'saved'; readonly rows: readonly SavedRow[] }
  | { readonly kind: 'notSaved' }
  /** The journal can't tell either. */
  | { readonly kind: 'unknown' };

const pendingPauseMs = 400;
const pendingAttempts = 25;

/**
 * Whether a change set was written, for a window that did not hear the answer: the journal has it before the store does.
 * @param newestEntry the newest entry when the set was sent; `null` when there was none
 */
export async function findOutcome(
  journal: JournalReader,
  storage: string,
  sent: ChangeSet,
  newestEntry: string | null,
): Promise<SaveOutcome> {
  for (let attempt = 0; ; attempt++) {
    const entries = await entriesSince(journal, storage, newestEntry);
    for (const entry of entries) {
      if (entry.kind !== 'save' || entry.state === 'failed' || entry.state === 'pending') continue;
      const rows = matchRows(sent, await journal.rows(entry.id));
      if (rows) return entry.state === 'saved' ? { kind: 'saved', rows } : { kind: 'unknown' };
    }
    if (!entries.some(({ state }) => state === 'pending')) return { kind: 'notSaved' };
    if (attempt >= pendingAttempts) return { kind: 'unknown' };
    await new Promise((resolve) => setTimeout(resolve, pendingPauseMs));
  }
}

async function entriesSince(journal: JournalReader, storage: string, newest: string | null): Promise<ChangeEntry[]> {
  const found: ChangeEntry[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<JournalReader['list']>> = await journal.list(storage, after);
    for (const entry of page.entries) {
      if (entry.id === newest) return found;
      found.push(entry);
    }
    after = page.after;
  } while (after !== null);
  return found;
}

/**
 * The saved rows of an entry by the changes that were sent; `null` when the entry is about something else. Every row of the
 * entry must be one that was sent. What was sent and is not in the entry needed no writing; a new row always does.
 */
export function matchRows(sent: ChangeSet, rows: readonly ChangedRow[]): readonly SavedRow[] | null {
  const written = rows.filter(({ followed }) => !followed);
  if (written.length === 0) return null;
  const waiting = new Map<string, RowChange[]>();
  for (const change of sent) {
    const group = `${change.kind} ${change.model}`;
    waiting.set(group, [...(waiting.get(group) ?? []), change]);
  }
  const saved: SavedRow[] = [];
  for (const row of written) {
    const group = waiting.get(`${row.kind} ${row.model}`) ?? [];
    const at = group.findIndex((change) => isWrittenAs(change, row));
    const change = group[at];
    if (!change) return null;
    group.splice(at, 1);
    saved.push({
      change: change.id,
      key: row.kind === 'delete' ? null : row.key,
      columns: row.fields.map(({ field }) => field),
      cells: row.fields.map(({ after }) => after),
    });
  }
  for (const group of waiting.values()) {
    for (const change of group) {
      if (change.kind === 'insert') return null;
      saved.push({ change: change.id, key: change.kind === 'delete' ? null : change.key, columns: [], cells: [] });
    }
  }
  return saved;
}

function isWrittenAs(change: RowChange, row: ChangedRow): boolean {
  if (change.kind === 'delete') return row.key !== null && encodeRowKey(change.key) === encodeRowKey(row.key);
  if (!change.fields.every((field) => isStored(field, row))) return false;
  if (change.kind === 'insert') return true;
  // A row whose key was edited has another one now; its fields, which hold the key, say that it is the same.
  const isSameKey = row.key !== null && encodeRowKey(change.key) === encodeRowKey(row.key);
  return isSameKey || change.fields.some(({ value }) => value.kind === 'cell' && isInKey(value.cell, row));
}

function isInKey(cell: Parameters<typeof sameCell>[0], row: ChangedRow): boolean {
  return row.key?.some((part) => sameCell(part, cell)) === true;
}

function isStored({ field, value, accepts }: FieldValue, row: ChangedRow): boolean {
  const stored = row.fields.find((one) => one.field === field);
  if (!stored || value.kind !== 'cell' || !isWhole(stored.after)) return true;
  return sameCell(stored.after, value.cell) || (accepts !== undefined && sameCell(stored.after, accepts));
}
