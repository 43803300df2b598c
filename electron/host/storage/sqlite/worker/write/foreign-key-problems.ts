import { coerceStored } from '../../coerce.ts';
import type { StoredValue } from '../../protocol.ts';
import { quoteName } from '../../sql-text.ts';
import { sameStored } from '../../write/exact-value.ts';
import type { WriteRelation } from '../../write/write-table.ts';
import { followActions } from './follow.ts';
import type { RowState } from './row-states.ts';
import type { Save } from './save.ts';
import { bind } from './table-access.ts';
import type { Bound } from './write-connection.ts';

/** Enough to say how many; more than that is `more than`. */
const countedRows = 1000;

/**
 * Foreign keys are looked at when all rows are written, since some refer to rows that come later. Only what this save has
 * written is: rows that led nowhere before are nobody's concern here.
 */
export function foreignKeyProblems(save: Save): void {
  for (const state of save.states.all) {
    save.connection.check();
    ownReferences(save, state);
    lostEdits(save, state);
    if (state.before !== null) lostReferences(save, state, state.before);
  }
}

/** Does what was written here lead somewhere? */
function ownReferences(save: Save, { access, locator, before, written, isGone, cause }: RowState): void {
  if (isGone || locator === null || (before !== null && written.length === 0)) return;
  for (const relation of save.outgoing(access.table.name)) {
    const edited = relation.fromFields.filter((field) => written.includes(field));
    // A new row has all its columns written, if only by their defaults.
    if (edited.length === 0 && before !== null) continue;
    const place = access.where(locator);
    const isSet = relation.fromFields.map((field) => `${quoteName(field)} IS NOT NULL`).join(' AND ');
    const sql = `SELECT 1 FROM ${access.table.source} c WHERE ${place.sql} AND ${isSet} AND NOT ${hasParent(relation)}`;
    if (save.connection.prepare(sql).get(...place.values) === undefined) continue;
    const field = edited[0] ?? relation.fromFields[0] ?? null;
    save.refuse(cause, field, 'foreign_key', `No row of ${relation.toModel} has this key`);
  }
}

/**
 * An edited row that went along with another one holds nothing any more: what its edit asked for is looked up by itself, so
 * that all that is wrong with it is said at once.
 */
function lostEdits(save: Save, { access, before, isGone, row }: RowState): void {
  if (!isGone || before === null || row?.kind !== 'update') return;
  const columns = new Map(access.table.columns.map((column) => [column.name, column]));
  const asked = new Map(row.fields.map(({ field, value }) => [field, save.given(value)]));
  for (const relation of save.outgoing(access.table.name)) {
    const edited = relation.fromFields.find((field) => asked.has(field));
    if (edited === undefined) continue;
    const values = relation.fromFields.map((field) => (asked.has(field) ? asked.get(field) : before.get(field)));
    const known = values.flatMap((value, position) => {
      const affinity = columns.get(relation.fromFields[position] ?? '')?.affinity ?? 'blob';
      return value === undefined || value === null ? [] : [bind(coerceStored(value, affinity))];
    });
    // NULL leads nowhere by right, and what only the store knows is left to it.
    if (known.length < values.length) continue;
    const matches = known.map(({ mark }, position) => `p.${quoteName(relation.toFields[position] ?? '')} = ${mark}`);
    const sql = `SELECT 1 FROM main.${quoteName(relation.toModel)} p WHERE ${matches.join(' AND ')} LIMIT 1`;
    if (save.connection.prepare(sql).get(...known.map(({ value }) => value)) !== undefined) continue;
    save.refuse(row, edited, 'foreign_key', `No row of ${relation.toModel} has this key`);
  }
}

/** Do rows still refer to what is gone from here? */
function lostReferences(save: Save, state: RowState, before: ReadonlyMap<string, StoredValue>): void {
  const relations = save.incoming(state.access.table.name);
  if (relations.length === 0) return;
  const { access, locator, isGone, cause } = state;
  for (const relation of relations) {
    const old = relation.toFields.map((field) => before.get(field));
    // Columns whose images were not taken have not changed.
    if (old.some((value) => value === undefined || value === null)) continue;
    const now = locator === null || isGone ? null : access.readOne(relation.toFields, locator);
    if (now !== null && old.every((value, position) => sameStored(value ?? null, now[position] ?? null))) continue;
    // The store has seen to these: what still refers was written after, and says so itself.
    if (followActions.has(now === null ? relation.onDelete : relation.onUpdate)) continue;
    const values: Bound[] = [];
    const matches = relation.fromFields.map((field, position) => {
      const { mark, value } = bind(old[position] ?? null);
      values.push(value);
      const collation = collationOf(access.table.columns, relation.toFields[position] ?? '');
      return `c.${quoteName(field)} = ${mark} COLLATE ${quoteName(collation)}`;
    });
    const from = `main.${quoteName(relation.fromModel)} c WHERE ${matches.join(' AND ')} AND NOT ${hasParent(relation)}`;
    const row = save.connection
      .prepare(`SELECT count(*) FROM (SELECT 1 FROM ${from} LIMIT ${countedRows + 1})`)
      .get(...values);
    const count = Number(row?.[0] ?? 0n);
    if (count === 0) continue;
    const rows = count > countedRows ? `More than ${countedRows} rows` : count === 1 ? 'One row' : `${count} rows`;
    save.refuse(
      cause,
      null,
      'foreign_key',
      `${rows} of ${relation.fromModel} still refer${count === 1 ? 's' : ''} to it`,
    );
  }
}

/** The parent's collation and affinity alone decide, as where SQLite looks a parent up. */
function hasParent({ toModel, fromFields, toFields }: WriteRelation): string {
  const matches = fromFields.map(
    (field, position) => `p.${quoteName(toFields[position] ?? '')} = +c.${quoteName(field)}`,
  );
  return `EXISTS (SELECT 1 FROM main.${quoteName(toModel)} p WHERE ${matches.join(' AND ')})`;
}

function collationOf(columns: readonly { readonly name: string; readonly collation: string }[], name: string): string {
  return columns.find((column) => column.name === name)?.collation ?? 'BINARY';
}
