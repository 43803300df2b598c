import { sameStored } from '../../write/exact-value.ts';
import type { PlannedField, PlannedRow } from '../../write/write-plan.ts';
import { goesAlong } from './outcomes.ts';
import { parkRow } from './park-row.ts';
import { RefusedRow } from './row-states.ts';
import type { Save, Target } from './save.ts';
import { isRowError, isUniqueError, mayPass, statementProblems } from './statement-problem.ts';
import { updateRow, type Written, writeRow } from './write-row.ts';

interface Failed {
  readonly target: Target;
  readonly error: Error;
}

/**
 * Writes all rows. What fails because of a row that is still to be written is tried again as long as that helps; rows that
 * exchange values among themselves get stopgaps first. All problems are found.
 */
export function runRows(save: Save, targets: readonly Target[]): void {
  let waiting: readonly Target[] = targets;
  // Every other pass goes backwards: a chain of values that move up by one is settled in two.
  for (let isForward = true; waiting.length > 0; isForward = !isForward) {
    const failed: Failed[] = [];
    let hasMoved = false;
    for (const target of isForward ? waiting : waiting.toReversed()) {
      save.connection.check();
      if (!save.connection.database.inTransaction) return;
      const error = attempt(save, target, () => writeRow(save, target), true);
      if (error === null) hasMoved = true;
      else failed.push({ target, error });
    }
    if (!hasMoved && !failed.some((one) => isUniqueError(one.error) && parkRow(save, one.target))) {
      for (const { target, error } of failed) report(save, target, error);
      break;
    }
    waiting = failed.map(({ target }) => target);
    if (!isForward) waiting = waiting.toReversed();
  }
  for (const target of targets) {
    const { row, state } = target;
    if (row.kind !== 'insert' || row.later.length === 0 || state.locator === null) continue;
    attempt(save, target, () => updateRow(save, state, row.later), false);
  }
  for (const target of targets) writeAgain(save, target);
}

/**
 * A key that changed after a reference to it was written has taken that reference along: what was asked for is written
 * again. Nothing else is known to change a value that was written.
 */
function writeAgain(save: Save, target: Target): void {
  const { row, state } = target;
  if (row.kind === 'delete' || state.locator === null || state.isGone || state.written.length === 0) return;
  const carried = save
    .outgoing(row.table)
    .filter(({ onUpdate, toModel, toFields }) => onUpdate !== 'NO ACTION' && save.changesKey(toModel, toFields))
    .flatMap(({ fromFields }) => fromFields);
  const fields = row.fields.filter(({ field }) => carried.includes(field) && state.written.includes(field));
  if (fields.length === 0) return;
  const stored = state.access.readOne(
    fields.map(({ field }) => field),
    state.locator,
  );
  const moved = fields.filter(({ value }, at) => {
    const asked = save.given(value);
    return asked !== undefined && !sameStored(asked, stored?.[at] ?? null);
  });
  if (stored !== null && moved.length > 0) attempt(save, target, () => updateRow(save, state, moved), false);
}

/** @returns why the row is to be tried again; `null` when it is settled, be it with a problem. */
function attempt(save: Save, target: Target, work: () => Written, mayWait: boolean): Error | null {
  try {
    settle(save, target, work());
  } catch (error) {
    if (error instanceof RefusedRow) {
      save.refuse(target.row, null, 'store', error.message);
      return null;
    }
    if (!isRowError(error)) throw error;
    if (mayWait && mayPass(error)) return error;
    report(save, target, error);
  }
  return null;
}

function settle(save: Save, { row, state }: Target, written: Written): void {
  switch (written) {
    case 'done':
      state.isParked = false;
      return;
    // The row it refers to has a problem of its own.
    case 'waiting':
      return;
    case 'gone':
      save.refuse(row, null, 'store', goesAlong);
      return;
    case 'ignored':
      save.refuse(row, null, 'store', 'A trigger of the store keeps the row from being written');
  }
}

function report(save: Save, target: Target, error: Error): void {
  const { row, state } = target;
  const stored = ({ value }: PlannedField) => save.given(value);
  const problems = statementProblems(error, row, state.access.table, stored);
  for (const { field, code, message } of problems) save.refuse(row, field, code, message);
  if (!isUniqueError(error)) pretend(save, target, new Set(problems.map(({ field }) => field)));
}

/**
 * Writes what is left of a refused row, so that the rows after it meet the state they were made for and nothing is said
 * of them but what is wrong with themselves. Nothing of it is kept.
 */
function pretend(save: Save, { row, state }: Target, refused: ReadonlySet<string | null>): void {
  const { database } = save.connection;
  if (row.kind === 'delete' || !database.inTransaction) return;
  const attempts = [row, withoutFields(row, refused)];
  database.pragma('ignore_check_constraints = ON');
  try {
    for (const attempted of attempts) if (triesToWrite(save, { row: attempted, state })) break;
  } finally {
    database.pragma('ignore_check_constraints = OFF');
  }
}

function triesToWrite(save: Save, target: Target): boolean {
  try {
    writeRow(save, target);
    return true;
  } catch (error) {
    if (error instanceof RefusedRow || isRowError(error)) return false;
    throw error;
  }
}

function withoutFields(row: Exclude<PlannedRow, { kind: 'delete' }>, names: ReadonlySet<string | null>): PlannedRow {
  // The compiler takes each kind by itself only.
  if (row.kind === 'insert') return { ...row, fields: row.fields.filter(({ field }) => !names.has(field)) };
  return { ...row, fields: row.fields.filter(({ field }) => !names.has(field)) };
}
