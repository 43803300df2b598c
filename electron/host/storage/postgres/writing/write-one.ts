import type { PgError } from '../connection/pg-error.ts';
import { collectFollowers, type Effect, type Followers, hasFollowers, readOne, settleFollowers } from './follow.ts';
import { guardProblem, isDone } from './guard-problems.ts';
import { RefusedRow } from './refused-row.ts';
import { deleteStatement, insertStatement, type RowStatement, updateStatement } from './row-statement.ts';
import { type BatchResult, runBatch } from './run-batch.ts';
import type { Save, Target } from './save.ts';
import type { PlannedField } from './write-plan.ts';

/** Said of an edit that would be lost. */
export const goesAlong = 'The row goes with another one that is deleted in the same save';

const keptBack = 'A trigger or rule of the store keeps the row from being written';

/** A statement that is ready to run. */
export interface Ready {
  readonly target: Target;
  readonly statement: RowStatement;
  readonly followers: Followers | null;
}

export async function readyDeletes(save: Save, targets: readonly Target[]): Promise<readonly Ready[]> {
  const present = targets.filter(({ state }) => state.locator !== null && !state.isGone);
  const followers = await followersOf(
    save,
    present.map((target) => ({ target, effect: { kind: 'delete' } })),
  );
  return present.flatMap((target): Ready[] => {
    const own = followers.get(target);
    const { state } = target;
    if (!own || state.locator === null) return [];
    return [{ target, statement: deleteStatement(state, state.locator, true), followers: own }];
  });
}

/** What follows each; one whose followers could not be brought back is refused and left out. */
async function followersOf(
  save: Save,
  roots: readonly { readonly target: Target; readonly effect: Effect }[],
): Promise<ReadonlyMap<Target, Followers>> {
  try {
    const found = await collectFollowers(
      save,
      roots.map(({ target, effect }) => ({ state: target.state, effect })),
    );
    return new Map(
      roots.flatMap(({ target }, at) => {
        const own = found[at];
        return own ? [[target, own] as const] : [];
      }),
    );
  } catch (error) {
    if (!(error instanceof RefusedRow)) throw error;
    const [only] = roots;
    if (roots.length === 1 && only) {
      save.refuse(only.target.row, null, 'store', error.message);
      return new Map();
    }
  }
  const each = new Map<Target, Followers>();
  for (const root of roots) for (const [target, own] of await followersOf(save, [root])) each.set(target, own);
  return each;
}

export async function readyInsert(save: Save, target: Target): Promise<Ready | null> {
  const { row, state } = target;
  if (row.kind !== 'insert') throw new Error('Only new rows are inserted');
  const statement = await insertStatement(save, state.table, row.fields);
  // The row it refers to has a problem of its own.
  return statement && { target, statement, followers: null };
}

/**
 * @param given the fields to write; `null` for those of the change that do not hold their values yet.
 * @param before runs when rows follow this one, before they are looked for
 */
export async function readyUpdate(
  save: Save,
  target: Target,
  given: readonly PlannedField[] | null,
  before: () => Promise<void>,
): Promise<Ready | null> {
  const { row, state } = target;
  if (row.kind === 'delete') throw new Error('A row that goes is not updated');
  const known = state.before ?? new Map<string, string | null>();
  const fields = given ?? row.fields.filter((field) => !isDone(field, known, state.table));
  if (fields.length === 0) {
    state.isParked = false;
    return null;
  }
  const effect: Effect = { kind: 'update', columns: fields.map(({ field }) => field) };
  let followers: Followers | null = null;
  if (hasFollowers(save, row.table, effect)) {
    await before();
    if (!state.isGone) followers = (await followersOf(save, [{ target, effect }])).get(target) ?? null;
    if (!state.isGone && followers === null) return null;
  }
  if (state.locator === null || state.isGone) {
    save.refuse(row, null, 'store', goesAlong);
    return null;
  }
  const statement = await updateStatement(save, state, state.locator, fields, true);
  return statement && { target, statement, followers };
}

/** Writes these fields of a row by themselves; also used for stopgaps. @returns why it was refused */
export async function writeFields(
  save: Save,
  target: Target,
  fields: readonly PlannedField[],
): Promise<PgError | 'unwritten' | null> {
  const ready = await readyUpdate(save, target, fields, async () => {});
  if (ready === null) return 'unwritten';
  const [result] = await runBatch(save.transaction, [ready.statement.sql]);
  return (result && (await settle(save, ready, result))) ?? null;
}

/** Notes what a statement has done. @returns the error of one that has failed */
export async function settle(save: Save, ready: Ready, result: BatchResult): Promise<PgError | null> {
  if ('error' in result) return result.error;
  const { target, statement, followers } = ready;
  const { row, state } = target;
  const { changed, rows } = result.rows;
  if (changed > 1) throw new RefusedRow(`A statement for one row of ${row.table} hit ${changed}`);
  if (changed === 0) return settleUnwritten(save, ready);
  save.hasWritten = true;
  state.version = null;
  state.isParked = false;
  for (const name of statement.columns) state.written.add(name);
  if (statement.returnsKey) {
    const key = rows[0] ?? [];
    if (key.length !== state.table.key.length || key.includes(null))
      throw new RefusedRow(`${row.table} does not tell the key of the row that was written`);
    save.states.move(state, key);
  }
  if (row.kind === 'insert') save.inserted.set(row.change, state);
  if (followers) await settleFollowers(save, followers);
  if (row.kind === 'delete') save.states.remove(state);
  return null;
}

/** The statement found nothing: the row is not what it was, not there, or the store keeps it. */
async function settleUnwritten(save: Save, ready: Ready): Promise<PgError | null> {
  const { target, statement, followers } = ready;
  const { row, state } = target;
  // A row before this one has taken it along.
  if (state.isGone || state.locator === null) {
    if (row.kind === 'insert') save.refuse(row, null, 'store', keptBack);
    else if (row.kind === 'update') save.refuse(row, null, 'store', goesAlong);
    return null;
  }
  if (row.kind === 'insert') {
    save.refuse(row, null, 'store', keptBack);
    return null;
  }
  const columns = [...(state.before?.keys() ?? [])];
  const now = await readOne(save, state.table, state.locator, columns);
  if (now === null) {
    if (row.kind === 'delete') {
      // Code of the store has deleted it with another one.
      save.states.remove(state);
      return null;
    }
    save.refuse(row, null, 'store', goesAlong);
    return null;
  }
  if (statement.version === null || now.version === statement.version) {
    save.refuse(row, null, 'store', keptBack);
    return null;
  }
  // Another version of the row: the save itself has made it, or, where the role can't lock rows, somebody else.
  const current = new Map(columns.map((name, at) => [name, now.values[at] ?? null]));
  const hasChanged = columns.some((name) => current.get(name) !== state.before?.get(name));
  const problem = hasChanged && !state.isLocked ? guardProblem(row, current, state.table) : null;
  if (problem !== null) {
    save.problems.push(problem);
    return null;
  }
  state.version = null;
  const again =
    row.kind === 'delete'
      ? deleteStatement(state, state.locator, false)
      : await updateStatement(
          save,
          state,
          state.locator,
          row.fields.filter(({ field }) => statement.columns.includes(field)),
          false,
        );
  if (again === null) return null;
  const [result] = await runBatch(save.transaction, [again.sql]);
  return result ? settle(save, { target, statement: again, followers }, result) : null;
}
