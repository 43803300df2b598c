import { hasFollowers, readOne } from './follow.ts';
import { isAsAsked } from './guard-problems.ts';
import { parkRow } from './park-row.ts';
import { report } from './report-problems.ts';
import { deleteStatement } from './row-statement.ts';
import { runBatch } from './run-batch.ts';
import type { Save, Target } from './save.ts';
import { isUniqueError, mayPass } from './statement-problem.ts';
import { type Failed, type Unhooked, unhookDeletes, unhookInsert } from './unhook-rows.ts';
import { type Ready, readyDeletes, readyInsert, readyUpdate, settle, writeFields } from './write-one.ts';
import type { PlannedField, PlannedRow } from './write-plan.ts';
import { columnOf } from './write-table.ts';

/** Statements that are on their way to the server at once. */
const batchSize = 250;

/**
 * Writes all rows. What fails because of a row that is still to be written is tried again as long as that helps; rows that
 * exchange values among themselves get stopgaps first. All problems are found.
 */
export async function runRows(save: Save, targets: readonly Target[]): Promise<void> {
  const later = new Map<Target, readonly PlannedField[]>(
    targets.flatMap((target) => (target.row.kind === 'insert' ? [[target, target.row.later] as const] : [])),
  );
  let waiting: readonly Target[] = targets;
  // Every other pass goes backwards: a chain of values that move up by one is settled in two.
  for (let isForward = true; waiting.length > 0; isForward = !isForward) {
    const failed = await pass(save, isForward ? waiting : waiting.toReversed(), true);
    const unhooked = failed.length < waiting.length ? null : await makeRoom(save, failed);
    if (unhooked === 'none') {
      for (const { target, error } of failed) await report(save, target, error);
      break;
    }
    if (unhooked !== null) {
      const { from, target } = unhooked;
      later.set(from, [...(later.get(from) ?? []), ...unhooked.later]);
      waiting = failed.map((one) => (one.target === from ? target : one.target));
      later.set(target, later.get(from) ?? []);
      if (from !== target) later.delete(from);
    } else waiting = failed.map(({ target }) => target);
    if (!isForward) waiting = waiting.toReversed();
  }
  for (const [target, fields] of later)
    if (fields.length > 0 && target.state.locator !== null) await runOne(save, target, fields);
  for (const target of targets) await writeAgain(save, target);
}

/** None of these could be written for the others' sake: one of them is helped, in whatever way does. */
async function makeRoom(save: Save, failed: readonly Failed[]): Promise<Unhooked | 'none' | null> {
  if (await parkOne(save, failed)) return null;
  if (await unhookDeletes(save, failed)) return null;
  return unhookInsert(save, failed) ?? 'none';
}

async function parkOne(save: Save, failed: readonly Failed[]): Promise<boolean> {
  for (const { target, error } of failed) if (isUniqueError(error) && (await parkRow(save, target))) return true;
  return false;
}

/** @returns rows to be tried again */
async function pass(save: Save, targets: readonly Target[], mayWait: boolean): Promise<readonly Failed[]> {
  const failed: Failed[] = [];
  let batch: Ready[] = [];
  const flush = async () => {
    const ready = batch;
    batch = [];
    save.check();
    const results = await runBatch(
      save.transaction,
      ready.map(({ statement }) => statement.sql),
    );
    for (const [at, one] of ready.entries()) {
      const result = results[at];
      const error = result && (await settle(save, one, result));
      if (error) {
        if (mayWait && mayPass(error)) failed.push({ target: one.target, error });
        else await report(save, one.target, error);
      }
    }
  };
  for (let at = 0; at < targets.length; at += 1) {
    const target = targets[at];
    if (!target) continue;
    const { row, state } = target;
    if (row.kind === 'delete' && hasFollowers(save, row.table, { kind: 'delete' })) {
      await flush();
      const group = [target];
      for (let next = targets[at + 1]; next && group.length < batchSize; next = targets[at + 1]) {
        if (next.row.kind !== 'delete' || next.row.table !== row.table) break;
        group.push(next);
        at += 1;
      }
      batch.push(...(await readyDeletes(save, group)));
      await flush();
      continue;
    }
    if (row.kind === 'delete') {
      if (state.locator !== null && !state.isGone)
        batch.push({ target, statement: deleteStatement(state, state.locator, true), followers: null });
    } else {
      if (refersTo(row, batch)) await flush();
      const ready =
        row.kind === 'insert' ? await readyInsert(save, target) : await readyUpdate(save, target, null, flush);
      if (ready === null) continue;
      batch.push(ready);
      // What follows it must be settled before the next row is looked at.
      if (ready.followers !== null) await flush();
    }
    if (batch.length >= batchSize) await flush();
  }
  await flush();
  return failed;
}

/** A row of the batch is inserted first. */
function refersTo(row: Exclude<PlannedRow, { kind: 'delete' }>, batch: readonly Ready[]): boolean {
  return row.fields.some(
    ({ value }) => value.kind === 'inserted' && batch.some(({ target }) => target.row.change === value.change),
  );
}

async function runOne(save: Save, target: Target, fields: readonly PlannedField[]): Promise<void> {
  save.check();
  const error = await writeFields(save, target, fields);
  if (error !== null && error !== 'unwritten') await report(save, target, error);
}

/**
 * A key that changed after a reference to it was written has taken that reference along: what was asked for is written
 * again. Nothing else is known to change a value that was written.
 */
async function writeAgain(save: Save, target: Target): Promise<void> {
  const { row, state } = target;
  if (row.kind === 'delete' || state.locator === null || state.isGone || state.written.size === 0) return;
  const carried = save
    .outgoing(row.table)
    .filter(({ onUpdate, toModel, toFields }) => onUpdate !== 'noAction' && save.changesKey(toModel, toFields))
    .flatMap(({ fromFields }) => fromFields);
  const fields = row.fields.filter(({ field }) => carried.includes(field) && state.written.has(field));
  if (fields.length === 0) return;
  const names = fields.map(({ field }) => field);
  const now = await readOne(save, state.table, state.locator, names);
  const moved = fields.filter(
    (field, at) =>
      field.value.kind === 'stored' && !isAsAsked(field, now?.values[at] ?? null, columnOf(state.table, field.field)),
  );
  if (now !== null && moved.length > 0) await runOne(save, target, moved);
}
