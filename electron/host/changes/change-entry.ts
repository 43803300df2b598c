import type { ChangeEntry } from '../../../shared/contract/changes.ts';
import type { JournalEntry } from '../local-state/journal-store.ts';
import { parseSummary } from './summary.ts';

/** An entry as the window is told of it. */
export function changeEntry(entry: JournalEntry, undoBlocked: string | null): ChangeEntry {
  return {
    id: String(entry.id),
    time: entry.time,
    // Only saves of rows are written so far; the columns hold what `Journal.begin` was given.
    room: 'models',
    kind: entry.kind === 'undo' ? 'undo' : 'save',
    state: entry.state,
    storage: entry.target,
    models: parseSummary(entry.summary),
    undoes: entry.inverseOf === null ? null : String(entry.inverseOf),
    undoneBy: entry.undoneBy === null ? null : String(entry.undoneBy),
    undoBlocked,
  };
}
