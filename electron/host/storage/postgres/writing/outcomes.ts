import { askMeanings, type MeaningQuestion, valueMeaning } from '../describing/value-meaning.ts';
import { type Stored, shownValue } from './exact-value.ts';
import { isAsAsked } from './guard-problems.ts';
import { lockRows } from './locate-rows.ts';
import type { Locator, RowState } from './row-states.ts';
import type { Save, SavedOutcome } from './save.ts';
import { goesAlong } from './write-one.ts';
import { type PlannedField, type PlannedRow, subjectOfRow } from './write-plan.ts';
import { columnOf, type WriteTable } from './write-table.ts';

/** One row before and after. */
export interface RowOutcome {
  /** The change it belongs to; `null` for a row that followed by a foreign key. */
  readonly change: string | null;
  readonly table: WriteTable;
  readonly key: Locator;
  readonly keyBefore: Locator | null;
  readonly fields: readonly string[];
  /** In the order of `fields`; `null` for a new row. */
  readonly before: readonly Stored[] | null;
  /** In the order of `fields`; `null` for a deleted row. */
  readonly after: readonly Stored[] | null;
}

interface Outcome {
  readonly row: RowOutcome | null;
  readonly saved: SavedOutcome | null;
}

/** What the transaction has made of its rows; problems of values that were not kept as they were given are added. */
export async function collectOutcomes(save: Save): Promise<{
  readonly rows: readonly RowOutcome[];
  readonly saved: readonly SavedOutcome[];
}> {
  const present = await readPresent(save);
  const rows: RowOutcome[] = [];
  const saved: SavedOutcome[] = [...save.done];
  const doubts: Doubt[] = [];
  for (const state of save.states.all) {
    // It could not be inserted.
    if (state.locator === null) continue;
    const fields = fieldsOf(state);
    const after = present.get(state);
    const outcome = after === undefined ? vanished(save, state, fields) : remaining(save, state, fields, after, doubts);
    if (outcome?.row) rows.push(outcome.row);
    if (outcome?.saved) saved.push(outcome.saved);
  }
  await settleDoubts(save, doubts);
  return { rows, saved };
}

function fieldsOf({ before, table }: RowState): readonly string[] {
  return before === null ? table.imaged : [...before.keys()];
}

/** The rows as they are at the end, each with the columns of its image. */
async function readPresent(save: Save): Promise<ReadonlyMap<RowState, readonly Stored[]>> {
  const present = new Map<RowState, readonly Stored[]>();
  const left = save.states.all.filter(({ isGone, locator }) => !isGone && locator !== null);
  const alike = Map.groupBy(left, (state) => JSON.stringify([state.table.id, fieldsOf(state)]));
  for (const states of alike.values()) {
    const [first] = states;
    if (!first) continue;
    save.check();
    const found = await lockRows(save, {
      table: first.table,
      keys: states.map(({ locator }) => locator ?? []),
      columns: fieldsOf(first),
      lock: null,
      count: (sizeBytes) => save.states.count(sizeBytes),
    });
    states.forEach((state, at) => {
      const row = found[at]?.[0];
      if (row) present.set(state, row.values);
    });
  }
  return present;
}

function remaining(
  save: Save,
  state: RowState,
  fields: readonly string[],
  after: readonly Stored[],
  doubts: Doubt[],
): Outcome | null {
  const { before, locator, row, table } = state;
  if (row !== null && row.kind !== 'delete') findAdjusted(save, state, row, fields, after, doubts);
  const change = row?.change ?? null;
  const key = locator ?? [];
  if (before === null) {
    const inserted: RowOutcome = { change, table, key, keyBefore: null, fields, before: null, after };
    return { row: inserted, saved: change === null ? null : { change, table, key, fields, values: after } };
  }
  const old = fields.map((field) => before.get(field) ?? null);
  const changed = fields.flatMap((_, at) => (old[at] === after[at] ? [] : [at]));
  const pick = (values: readonly Stored[]) => changed.map((at) => values[at] ?? null);
  const keyBefore = table.key.map((field, at) => before.get(field) ?? key[at] ?? null);
  const outcome: RowOutcome = {
    change,
    table,
    key,
    keyBefore,
    fields: changed.map((at) => fields[at] ?? ''),
    before: pick(old),
    after: pick(after),
  };
  return { row: changed.length === 0 ? null : outcome, saved: savedRow(state, key, fields, old, after) };
}

/** For a person who saved: what was written, and what the store has changed beside it. */
function savedRow(
  { table, row }: RowState,
  key: Locator,
  fields: readonly string[],
  old: readonly Stored[],
  after: readonly Stored[],
): SavedOutcome | null {
  if (row === null || row.kind === 'delete') return null;
  const written = new Set(row.fields.map(({ field }) => field));
  const shown = fields.flatMap((field, at) =>
    row.kind === 'insert' || written.has(field) || old[at] !== after[at] ? [at] : [],
  );
  return {
    change: row.change,
    table,
    key,
    fields: shown.map((at) => fields[at] ?? ''),
    values: shown.map((at) => after[at] ?? null),
  };
}

/** A row that is not there any more: because it was deleted, followed one that was, or code of the store saw to it. */
function vanished(save: Save, state: RowState, fields: readonly string[]): Outcome | null {
  const { before, row, cause, table, locator } = state;
  if (state.isGone && row !== null && row.kind !== 'delete') {
    save.refuse(row, null, 'store', goesAlong);
    return null;
  }
  const isMeant = state.isGone || row?.kind === 'delete';
  if (before === null || (!isMeant && table.imaged.some((name) => !before.has(name)))) {
    save.refuse(cause, null, 'store', 'A trigger or rule of the store deletes or hides the row');
    return null;
  }
  const key = table.key.map((name, at) => before.get(name) ?? locator?.[at] ?? null);
  const outcome: RowOutcome = {
    change: row?.change ?? null,
    table,
    key,
    keyBefore: key,
    fields,
    before: fields.map((field) => before.get(field) ?? null),
    after: null,
  };
  return { row: outcome, saved: row && { change: row.change, table, key: null, fields: [], values: [] } };
}

/** A value whose meaning the server has to tell. */
interface Doubt {
  readonly questions: readonly MeaningQuestion[];
  refuse(): void;
}

/** Compares what is stored with what was given. */
function findAdjusted(
  save: Save,
  { isParked, table, written }: RowState,
  row: Exclude<PlannedRow, { kind: 'delete' }>,
  fields: readonly string[],
  after: readonly Stored[],
  doubts: Doubt[],
): void {
  if (isParked) return;
  const places = new Map(fields.map((field, at) => [field, at]));
  for (const field of row.kind === 'insert' ? [...row.fields, ...row.later] : row.fields) {
    const place = places.get(field.field);
    if (place === undefined || !written.has(field.field)) continue;
    const stored = after[place] ?? null;
    const refuse = () => {
      const column = columnOf(table, field.field);
      const shown = { field: field.field, mine: field.mine, stored: shownValue(column, stored) };
      save.problems.push({ kind: 'adjusted', ...subjectOfRow(row), ...shown });
    };
    const meaning = meaningOf(field, stored, table);
    if (meaning === 'differs') refuse();
    else if (meaning !== 'same') doubts.push({ questions: meaning, refuse });
  }
}

/** Values only the store knows are right as they are. */
function meaningOf(
  field: PlannedField,
  stored: Stored,
  table: WriteTable,
): 'same' | 'differs' | readonly MeaningQuestion[] {
  const { value, typed } = field;
  const column = columnOf(table, field.field);
  if (value.kind !== 'stored' || isAsAsked(field, stored, column)) return 'same';
  if (typed === undefined) return 'differs';
  const meaning = valueMeaning(typed, stored, column);
  return meaning.kind === 'ask' ? meaning.questions : meaning.kind;
}

async function settleDoubts(save: Save, doubts: readonly Doubt[]): Promise<void> {
  const { transaction } = save;
  const answers = await askMeanings(
    doubts.flatMap(({ questions }) => questions),
    (sql) => transaction.savepoint(() => transaction.run(sql)),
  );
  let from = 0;
  for (const { questions, refuse } of doubts) {
    if (!answers.slice(from, from + questions.length).every(Boolean)) refuse();
    from += questions.length;
  }
}
