import type { PgError } from '../connection/pg-error.ts';
import { missingTarget, problemOfError, stillReferenced } from '../describing/problem-of-error.ts';
import { arrayLiteral } from '../reading/parameters.ts';
import type { PgForeignKey } from '../table.ts';
import type { Stored } from './exact-value.ts';
import { isFollowed, readOne } from './follow.ts';
import { keyedStatement } from './read-rows.ts';
import type { RowState } from './row-states.ts';
import type { Save } from './save.ts';
import { isRowError } from './statement-problem.ts';
import { columnOf, qualified, type WriteTable } from './write-table.ts';

const immediate = { text: 'SET CONSTRAINTS ALL IMMEDIATE', values: [] };

/**
 * Has the server check what it has put off, now that all rows are written: some refer to rows that came later. Where it
 * finds something, or something is wrong anyway, this save's own rows are looked at one foreign key at a time, so that all
 * that is wrong comes out.
 */
export async function finishConstraints(save: Save): Promise<void> {
  if (!save.hasWritten) return;
  if (save.problems.length > 0) {
    await lookAtReferences(save);
    return;
  }
  const { transaction } = save;
  try {
    await transaction.savepoint(() => transaction.run(immediate));
  } catch (error) {
    if (!isRowError(error)) throw error;
    await lookAtReferences(save);
    await lookAtUniques(save);
    if (save.problems.length === 0) blame(save, error);
  }
}

/** What the server has found is told of the row it is about, as far as that can be known. */
function blame(save: Save, error: PgError): void {
  const named = save.states.all.find(
    ({ table }) => table.table.schema === error.schema && table.table.name === error.table,
  );
  const state = named ?? save.states.all[0];
  if (!state) throw error;
  const { field, code, message } = problemOfError(error, state.table.table, state.written);
  save.refuse(state.cause, state.row === null ? null : field, code, message);
}

async function lookAtReferences(save: Save): Promise<void> {
  for (const [id, states] of Map.groupBy(save.states.all, ({ table }) => table.id)) {
    for (const relation of save.outgoing(id)) if (relation.isDeferrable) await ownReferences(save, relation, states);
    for (const relation of save.incoming(id)) if (relation.isDeferrable) await lostReferences(save, relation, states);
  }
}

/** Does what was written here lead somewhere? */
async function ownReferences(save: Save, relation: PgForeignKey, states: readonly RowState[]): Promise<void> {
  const concerned = states.filter(
    ({ isGone, locator, before, written }) =>
      !isGone && locator !== null && (before === null || relation.fromFields.some((field) => written.has(field))),
  );
  const [first] = concerned;
  if (!first) return;
  const target = sourceOf(save, relation.toModel);
  if (target === null) return;
  const isSet = relation.fromFields.map((field) => `${qualified('t', field)} IS NOT NULL`).join(' AND ');
  const { rows } = await save.transaction.run(
    keyedStatement(
      first.table,
      concerned.map(({ locator }) => locator ?? []),
      (from) =>
        `SELECT k.at FROM ${from} WHERE ${isSet} AND NOT EXISTS (SELECT FROM ${target} AS p WHERE ${matches(relation, 'p', 't')})`,
    ),
  );
  for (const [place] of rows) {
    const state = concerned[Number(place)];
    if (!state) continue;
    const field = relation.fromFields.find((name) => state.written.has(name)) ?? relation.fromFields[0] ?? null;
    save.refuse(state.cause, state.row === null ? null : field, 'foreign_key', missingTarget(relation));
  }
}

/** Do rows still refer to what is gone from here? */
async function lostReferences(save: Save, relation: PgForeignKey, states: readonly RowState[]): Promise<void> {
  for (const state of states) {
    const { before, isGone, locator, table } = state;
    if (before === null || save.plan.hidden.has(relation.fromModel)) continue;
    const old = relation.toFields.map((field) => before.get(field));
    // Columns whose images were not taken have not changed.
    if (old.some((value) => value === undefined || value === null)) continue;
    save.check();
    const now = locator === null || isGone ? null : await readOne(save, table, locator, relation.toFields);
    if (now !== null && old.every((value, at) => value === now.values[at])) continue;
    // The store has seen to these: what still refers was written after, and says so itself.
    if (isFollowed(now === null ? relation.onDelete : relation.onUpdate)) continue;
    const source = sourceOf(save, relation.fromModel);
    if (source === null) continue;
    const values: Stored[] = [];
    const where = relation.fromFields.map((field, at) => {
      const { castType } = columnOf(table, relation.toFields[at] ?? '');
      return `${qualified('c', field)} = $${values.push(old[at] ?? null)}::${castType}`;
    });
    const target = table.table.source;
    const text = `SELECT 1 FROM ${source} AS c WHERE ${where.join(' AND ')} AND NOT EXISTS (SELECT FROM ${target} AS p WHERE ${matches(relation, 'p', 'c')}) LIMIT 1`;
    const { rows } = await save.transaction.run({ text, values });
    if (rows.length > 0) save.refuse(state.cause, null, 'foreign_key', stillReferenced(relation.fromModel));
  }
}

function matches({ fromFields, toFields }: PgForeignKey, parent: string, child: string): string {
  return fromFields
    .map((field, at) => `${qualified(parent, toFields[at] ?? '')} = ${qualified(child, field)}`)
    .join(' AND ');
}

/** A table around those of the save, as it stands in SQL. */
function sourceOf(save: Save, model: string): string | null {
  return save.plan.sources.get(model) ?? null;
}

/** Unique constraints that are checked at the end. */
async function lookAtUniques(save: Save): Promise<void> {
  for (const [, states] of Map.groupBy(save.states.all, ({ table }) => table.id)) {
    const [first] = states;
    if (!first) continue;
    for (const { columns, isUnique, isImmediate, constraint } of first.table.table.indexes) {
      const names = columns.flatMap(({ column }) => column ?? []);
      if (!isUnique || isImmediate || names.length !== columns.length || constraint === null) continue;
      await duplicates(save, first.table, names, states);
    }
  }
}

async function duplicates(
  save: Save,
  table: WriteTable,
  names: readonly string[],
  states: readonly RowState[],
): Promise<void> {
  for (const state of states) {
    if (state.isGone || state.locator === null || !names.some((name) => state.written.has(name))) continue;
    save.check();
    const now = await readOne(save, table, state.locator, names);
    if (now === null || now.values.includes(null)) continue;
    const where = names.map(
      (name, at) => `${qualified('t', name)} = ($${at + 1}::${columnOf(table, name).castType}[])[1]`,
    );
    const text = `SELECT count(*) FROM (SELECT 1 FROM ${table.table.source} AS t WHERE ${where.join(' AND ')} LIMIT 2) AS s`;
    const [row] = (await save.transaction.run({ text, values: now.values.map((value) => arrayLiteral([value])) })).rows;
    if (row?.[0] !== '2') continue;
    const field = names.find((name) => state.written.has(name)) ?? null;
    const message = names.length === 1 ? 'Another row has this value' : `Another row has the same ${names.join(', ')}`;
    save.refuse(state.cause, field, 'unique', message);
  }
}
