import type { StoredValue } from '../../protocol.ts';
import { sameStored, shownValue } from '../../write/exact-value.ts';
import { isAsAsked, subjectOfRow } from '../../write/guard-problems.ts';
import type { PlannedField } from '../../write/write-plan.ts';
import type { RowOutcome, SavedOutcome } from '../../write/writer-protocol.ts';
import type { RowState } from './row-states.ts';
import type { Save } from './save.ts';

/** What the transaction has made of its rows; problems of values that were not kept as they were given are added. */
export function collectOutcomes(save: Save): {
  readonly rows: readonly RowOutcome[];
  readonly saved: readonly SavedOutcome[];
} {
  const rows: RowOutcome[] = [];
  const saved: SavedOutcome[] = [...save.done];
  for (const state of save.states.all) {
    save.connection.check();
    const outcome = outcomeOf(save, state);
    if (outcome?.row) rows.push(outcome.row);
    if (outcome?.saved) saved.push(outcome.saved);
  }
  return { rows, saved };
}

interface Outcome {
  readonly row: RowOutcome | null;
  readonly saved: SavedOutcome | null;
}

function outcomeOf(save: Save, state: RowState): Outcome | null {
  const { access, before, locator, row } = state;
  // It could not be inserted.
  if (locator === null) return null;
  const { key, name } = access.table;
  const fields = before === null ? access.allColumns : access.sameOf([...before.keys()]);
  const names = access.joined(key, fields);
  const now = state.isGone ? null : access.readOne(names, locator);
  if (now === null) return vanished(save, state, fields);
  const keyAfter = now.slice(0, key.length);
  const after = now.slice(key.length);
  for (const value of after) save.states.count(value);
  if (row !== null && row.kind !== 'delete') findAdjusted(save, state, fields, after);
  const change = row?.change ?? null;
  if (before === null) {
    const inserted: RowOutcome = { change, table: name, key: keyAfter, keyBefore: null, fields, before: null, after };
    return {
      row: inserted,
      saved: change === null ? null : { change, table: name, key: keyAfter, fields, values: after },
    };
  }
  const old = fields.map((field) => before.get(field) ?? null);
  const changed = fields.flatMap((_, at) => (sameStored(old[at] ?? null, after[at] ?? null) ? [] : [at]));
  const pick = (values: readonly StoredValue[]) => changed.map((at) => values[at] ?? null);
  const hasMoved = key.some(
    (field, at) => !sameStored(before.get(field) ?? keyAfter[at] ?? null, keyAfter[at] ?? null),
  );
  // Arrays that are alike are the same ones: they are sent once.
  const outcome: RowOutcome = {
    change,
    table: name,
    key: keyAfter,
    keyBefore: hasMoved ? key.map((field, at) => before.get(field) ?? keyAfter[at] ?? null) : keyAfter,
    fields: changed.length === fields.length ? fields : access.sameOf(changed.map((at) => fields[at] ?? '')),
    before: pick(old),
    after: pick(after),
  };
  return {
    row: changed.length === 0 ? null : outcome,
    saved: savedRow(state, { ...outcome, fields, after, old }, outcome),
  };
}

/** For a person who saved: what was written, and what the store has changed beside it. */
function savedRow(
  { access, row }: RowState,
  {
    fields,
    key,
    old,
    after,
  }: Pick<RowOutcome, 'fields' | 'key'> & {
    readonly old: readonly StoredValue[];
    readonly after: readonly StoredValue[];
  },
  changed: RowOutcome,
): SavedOutcome | null {
  if (row === null || row.kind === 'delete') return null;
  const shared = { change: row.change, table: access.table.name, key };
  const isAll = changed.fields.length === fields.length;
  if (isAll && changed.after !== null) return { ...shared, fields: changed.fields, values: changed.after };
  const written = new Set(row.fields.map(({ field }) => field));
  const shown = fields.flatMap((field, at) =>
    row.kind === 'insert' || written.has(field) || !sameStored(old[at] ?? null, after[at] ?? null) ? [at] : [],
  );
  if (shown.length === changed.fields.length) return { ...shared, fields: changed.fields, values: changed.after ?? [] };
  return {
    ...shared,
    fields: access.sameOf(shown.map((at) => fields[at] ?? '')),
    values: shown.map((at) => after[at] ?? null),
  };
}

/** Said of an edit that would be lost. */
export const goesAlong = 'The row goes with another one that is deleted in the same save';

/** A row that is not there any more: because it was deleted, followed one that was, or a trigger saw to it. */
function vanished(save: Save, state: RowState, fields: readonly string[]): Outcome | null {
  const { access, before, row, cause } = state;
  const { table, allColumns } = access;
  if (state.isGone && row !== null && row.kind !== 'delete') {
    save.refuse(row, null, 'store', goesAlong);
    return null;
  }
  const isMeant = state.isGone || row?.kind === 'delete';
  if (before === null || (!isMeant && allColumns.some((name) => !before.has(name)))) {
    save.refuse(cause, null, 'store', 'A trigger of the store deletes the row');
    return null;
  }
  const key = table.key.map((name, at) => before.get(name) ?? hiddenKey(state, at));
  const outcome: RowOutcome = {
    change: row?.change ?? null,
    table: table.name,
    key,
    keyBefore: key,
    fields,
    before: fields.map((field) => before.get(field) ?? null),
    after: null,
    ...hiddenNumber(state),
  };
  return { row: outcome, saved: row && { change: row.change, table: table.name, key: null, fields: [], values: [] } };
}

/** Where an undo puts the row back, so that queries without an order give the rows as they did. */
function hiddenNumber({ access: { table }, locator }: RowState): Pick<RowOutcome, 'rowid'> {
  const [rowid] = locator ?? [];
  if (table.rowid === null || table.isRowidColumn || table.key.includes(table.rowid) || typeof rowid !== 'bigint')
    return {};
  return { rowid };
}

/** A hidden row number is a key that stands in no column. */
function hiddenKey({ access, locator }: RowState, at: number): StoredValue {
  return access.table.key[at] === access.table.rowid ? (locator?.[0] ?? null) : null;
}

/** Compares what is stored with what was given. */
function findAdjusted(save: Save, state: RowState, fields: readonly string[], after: readonly StoredValue[]): void {
  const { row, written, isParked } = state;
  if (row === null || row.kind === 'delete' || isParked) return;
  const places = new Map(fields.map((field, at) => [field, at]));
  for (const field of row.kind === 'insert' ? [...row.fields, ...row.later] : row.fields) {
    const value = after[places.get(field.field) ?? -1];
    if (value === undefined || !written.includes(field.field) || isAsGiven(save, field, value)) continue;
    const { encoding } = save.connection;
    save.problems.push({
      kind: 'adjusted',
      ...subjectOfRow(row),
      field: field.field,
      mine: field.mine ?? shownValue(save.given(field.value) ?? null, encoding),
      stored: shownValue(value, encoding),
    });
  }
}

/** Values only the store knows are right as they are. */
function isAsGiven(save: Save, field: PlannedField, stored: StoredValue): boolean {
  return save.given(field.value) === undefined || isAsAsked(field, stored, save.given);
}
