import { type StagedEntry, tableId } from '../../../shared/domain/staged-edits.ts';
import {
  problemOfField,
  problemOfRow,
  problemsOf,
  type StagedProblems,
} from '../../../shared/domain/staged-edits-problems.ts';
import type { StagedNewRow, StagedRow } from './staged-model.ts';
import type { StagedState } from './staged-store.ts';

/** The staged rows of one model as its screen draws them. */
export interface StagedView {
  readonly newRows: readonly StagedNewRow[];
  readonly rows: ReadonlyMap<string, StagedRow>;
}

const nothing: StagedView = { newRows: [], rows: new Map() };

/** Makes the view of one table again and again; what has not changed keeps its identity, so that nothing of it is drawn. */
export function createStagedView(storage: string, model: string): (state: StagedState) => StagedView {
  const id = tableId(storage, model);
  let madeFrom: readonly unknown[] = [];
  let view = nothing;

  return (state) => {
    const table = state.edits.tables.get(id);
    const saved = state.savedNew.get(id);
    const parts = [table, saved, state.problems];
    if (parts.length === madeFrom.length && parts.every((part, at) => part === madeFrom[at])) return view;
    madeFrom = parts;
    if (!table && !saved) {
      view = nothing;
      return view;
    }
    const rows = new Map<string, StagedRow>();
    for (const [row, entry] of table?.entries ?? []) {
      if (entry.kind !== 'insert') rows.set(row, rowOf(entry, state.problems, view.rows.get(row)));
    }
    const before = new Map(view.newRows.map((row) => [row.id, row]));
    const newRows: StagedNewRow[] = (saved ?? []).map((row) => ({
      id: row.id,
      fields: new Map(),
      problems: [],
      saved: row.key,
      savedCells: row.cells,
    }));
    for (const row of table?.newOrder ?? []) {
      const entry = table?.entries.get(row);
      if (entry?.kind !== 'insert') continue;
      const problems = problemsOf(state.problems, entry);
      newRows.push(same(before.get(row), { id: row, fields: entry.fields, problems, saved: null, savedCells: null }));
    }
    const isSameRows = rows.size === view.rows.size && [...rows].every(([row, made]) => view.rows.get(row) === made);
    view = { newRows, rows: isSameRows ? view.rows : rows };
    return view;
  };
}

/** The entry a row was made of: edits of fields that carry no problem are the entry's own. */
const madeOf = new WeakMap<StagedRow, StagedEntry>();

function rowOf(
  entry: Exclude<StagedEntry, { kind: 'insert' }>,
  problems: StagedProblems,
  before: StagedRow | undefined,
): StagedRow {
  const found = problemsOf(problems, entry);
  const problem = problemOfRow(found, entry.kind);
  if (before && madeOf.get(before) === entry && before.problem === problem) {
    const isSame = [...before.fields].every(([field, edit]) => edit.problem === problemOfField(found, field));
    if (isSame) return before;
  }
  const fields = new Map(
    [...entry.fields].map(([field, edit]) => [field, { ...edit, problem: problemOfField(found, field) }]),
  );
  const row: StagedRow = { kind: entry.kind, key: entry.key, fields, problem };
  madeOf.set(row, entry);
  return row;
}

function same(before: StagedNewRow | undefined, made: StagedNewRow): StagedNewRow {
  if (before?.fields !== made.fields || before.saved !== made.saved) return made;
  const isSame =
    before.problems.length === made.problems.length && made.problems.every((one, at) => one === before.problems[at]);
  return isSame ? before : made;
}
