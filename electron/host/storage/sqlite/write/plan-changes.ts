import { assertNever } from '../../../../../shared/domain/assert-never.ts';
import type { ChangeProblem, FieldEdit, FieldValue, RowChange } from '../../../../../shared/domain/change-set.ts';
import { encodeRowKey, type RowKey } from '../../../../../shared/domain/row-key.ts';
import type { StoreChange } from '../../connector.ts';
import { planRestore } from './plan-restore.ts';
import { type Planned, planField } from './plan-values.ts';
import type { GuardedField, PlannedField, PlannedRow } from './write-plan.ts';
import type { WriteTable } from './write-table.ts';

export interface PlannedChanges {
  readonly rows: readonly PlannedRow[];
  readonly problems: readonly ChangeProblem[];
}

/** A table to write, or why its rows can't be changed: one sentence without a full stop. */
export type Writable = WriteTable | { readonly refusal: string };

type Refuse = (
  field: string | null,
  code: 'type' | 'length' | 'generated' | 'store' | 'foreign_key',
  message: string,
) => void;

/**
 * Turns changes into rows to write, in no order yet. Nothing is read and nothing thrown: a change that can't be written has
 * its problem, and stays in the plan as far as it can be looked at.
 * @param tables of all models the changes name; a model that is not there is refused.
 */
export function planChanges(changes: readonly StoreChange[], tables: ReadonlyMap<string, Writable>): PlannedChanges {
  const rows: PlannedRow[] = [];
  const problems: ChangeProblem[] = [];
  const named = new Set<string>();
  for (const change of changes) {
    const subject = subjectOf(change);
    let isBlocked = false;
    const refuse: Refuse = (field, code, message) => {
      isBlocked = true;
      problems.push({ kind: 'invalid', ...subject, field, code, message });
    };
    const table = tables.get(subject.model);
    if (table === undefined || 'refusal' in table) {
      refuse(null, 'store', table?.refusal ?? `There is no table “${subject.model}”`);
      continue;
    }
    const row = change.kind === 'restore' ? planRestore(change, table, refuse) : planRow(change, table, refuse);
    if (row === null) continue;
    const name = row.kind === 'insert' ? null : `${row.table}\n${encodeRowKey(row.key)}`;
    if (name !== null && named.has(name)) refuse(null, 'store', 'Another change names the same row');
    if (name !== null) named.add(name);
    rows.push({ ...row, isBlocked });
  }
  return resolveInserted({ rows, problems }, changes);
}

/** What a problem says of the row it is about. */
export function subjectOf(change: StoreChange): {
  change: string;
  row: 'insert' | 'update' | 'delete';
  model: string;
  key: RowKey | null;
} {
  if (change.kind !== 'restore') {
    const { id, kind, model } = change;
    return { change: id, row: kind, model, key: kind === 'insert' ? null : change.key };
  }
  const { id, image } = change;
  // Taking back turns it round.
  const row = image.kind === 'insert' ? 'delete' : image.kind === 'delete' ? 'insert' : 'update';
  return { change: id, row, model: image.model, key: image.key };
}

function planRow(change: RowChange, table: WriteTable, refuse: Refuse): PlannedRow | null {
  const shared = { change: change.id, table: table.name, isBlocked: false, overwrites: new Map<string, string>() };
  switch (change.kind) {
    case 'insert': {
      const fields = change.fields.filter(({ value }) => value.kind !== 'default');
      return {
        ...shared,
        kind: 'insert',
        fields: planFields(fields, table, refuse),
        later: [],
        rowid: null,
        isRowidFree: false,
        restores: null,
      };
    }
    case 'update': {
      if (!hasKeyOf(change.key, table, refuse)) return null;
      const bases = new Map(change.fields.map(({ field, base }) => [field, base]));
      const fields = planFields(change.fields, table, refuse).flatMap((planned) => {
        const base = bases.get(planned.field);
        return base === undefined ? [] : [{ ...planned, base }];
      });
      return { ...shared, kind: 'update', key: change.key, fields };
    }
    case 'delete': {
      if (!hasKeyOf(change.key, table, refuse)) return null;
      const guards: GuardedField[] = change.base.filter(({ field }) => isKnown(field, table, refuse));
      return { ...shared, kind: 'delete', key: change.key, guards };
    }
    default:
      return assertNever(change);
  }
}

function hasKeyOf(key: RowKey, table: WriteTable, refuse: Refuse): boolean {
  if (table.key.length > 0 && table.key.length === key.length) return true;
  refuse(
    null,
    'store',
    table.key.length === 0 ? `Rows of ${table.name} have no key` : 'The key of the table has changed',
  );
  return false;
}

function isKnown(field: string, table: WriteTable, refuse: Refuse): boolean {
  if (table.columns.some(({ name }) => name === field)) return true;
  refuse(field, 'store', `${table.name} has no column “${field}”`);
  return false;
}

function planFields(
  fields: readonly (FieldValue | FieldEdit)[],
  table: WriteTable,
  refuse: Refuse,
): readonly PlannedField[] {
  const seen = new Set<string>();
  return fields.flatMap((given) => {
    const { field } = given;
    if (!isKnown(field, table, refuse)) return [];
    if (seen.has(field)) {
      refuse(field, 'store', 'The change names this column twice');
      return [];
    }
    seen.add(field);
    if (table.columns.some(({ name, isGenerated }) => name === field && isGenerated)) {
      refuse(field, 'generated', 'The value of a generated column is computed by the store');
      return [];
    }
    const planned = asColumnKeeps(planField(given), table);
    if (!('field' in planned)) {
      refuse(field, 'type', planned.refusal);
      return [];
    }
    const refusal = lengthRefusal(planned.field, table);
    if (refusal !== null) refuse(field, 'length', refusal);
    return [planned.field];
  });
}

/** A REAL column keeps integers as reals: the same number, which is nothing to ask about. */
function asColumnKeeps(planned: Planned, table: WriteTable): Planned {
  if (!('field' in planned) || planned.field.value.kind !== 'stored') return planned;
  const { field, value } = planned.field;
  const integer = value.value;
  if (typeof integer !== 'bigint' || BigInt(Number(integer)) !== integer) return planned;
  if (table.columns.find(({ name }) => name === field)?.affinity !== 'real') return planned;
  return { field: { ...planned.field, value: { kind: 'stored', value: Number(integer) } } };
}

/** The declared length is a promise to the programs that read the table: SQLite would keep a longer text. */
function lengthRefusal({ field, value }: PlannedField, table: WriteTable): string | null {
  const maxLength = table.columns.find(({ name }) => name === field)?.maxLength ?? null;
  if (maxLength === null || value.kind !== 'stored' || typeof value.value !== 'string') return null;
  if (value.value.length <= maxLength) return null;
  const length = [...value.value].length;
  return length <= maxLength ? null : `At most ${maxLength} characters, not ${length}`;
}

/** Puts values of new rows that are known already into the place of what refers to them. */
function resolveInserted({ rows, problems }: PlannedChanges, changes: readonly StoreChange[]): PlannedChanges {
  const inserts = new Map(rows.flatMap((row) => (row.kind === 'insert' ? [[row.change, row] as const] : [])));
  const given = new Map(changes.map((change) => [change.id, change]));
  const added: ChangeProblem[] = [];
  const resolve = <Field extends PlannedField>(field: Field): Field | null => {
    const { value } = field;
    if (value.kind !== 'inserted') return field;
    const target = inserts.get(value.change);
    if (target === undefined) return null;
    const known = target.fields.find((other) => other.field === value.field)?.value;
    return known?.kind === 'stored' ? { ...field, value: known } : field;
  };
  const resolved = rows.map((row): PlannedRow => {
    if (row.kind === 'delete') return row;
    const missing = row.fields.filter((field) => resolve(field) === null);
    if (missing.length === 0) {
      // Each field has a value of its own: it is not null.
      if (row.kind === 'insert') return { ...row, fields: row.fields.map((field) => resolve(field) ?? field) };
      return { ...row, fields: row.fields.map((field) => resolve(field) ?? field) };
    }
    const change = given.get(row.change);
    for (const { field } of missing) {
      if (!change) continue;
      added.push({
        kind: 'invalid',
        ...subjectOf(change),
        field,
        code: 'foreign_key',
        message: 'The new row it refers to is not among the changes',
      });
    }
    return { ...row, isBlocked: true };
  });
  return { rows: resolved, problems: [...problems, ...added] };
}
