import { expect } from 'vitest';
import type { WholeCell } from '../../../../shared/domain/cell.ts';
import type { RowChange } from '../../../../shared/domain/change-set.ts';
import type { RowImage, StoreChange } from '../connector.ts';
import { calm } from './walks.ts';
import { type ChangeChoice, makeChanges } from './write-changes.ts';
import { checkDescribed, checkProblems, checkSaved } from './write-checks.ts';
import { interpretChanges } from './write-model.ts';
import { apply, type Holds, holdsBase, type OpenedStore, readAll, requestOf, sorted, writing } from './write-store.ts';
import { cellsText, type StoreRows } from './write-tables.ts';

/** One set of changes, staged and written while others write, too. */
export interface Step {
  readonly changes: readonly ChangeChoice[];
  readonly others: readonly ChangeChoice[];
  readonly isGivenUp: boolean;
  readonly isTakenBack: boolean;
}

/** What was asked of the store and what it answered, for who has to find out why they differ. */
type Note = (title: string, what: unknown) => void;

/** Runs one step and compares all there is to compare with the model. @returns the rows afterwards. */
export async function takeStep(store: OpenedStore, rows: StoreRows, step: Step): Promise<StoreRows> {
  const notes: string[] = [];
  try {
    return await runStep(store, rows, step, (title, what) => void notes.push(`${title}: ${compact(what)}`));
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${notes.join('\n')}`, { cause: error });
  }
}

function compact(what: unknown): string {
  return JSON.stringify(what, (_, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (value instanceof Map || value instanceof Set) return [...value];
    return typeof value === 'string' && value.length > 30 ? `${value.slice(0, 30)}…` : value;
  });
}

/** @returns the rows afterwards. */
async function runStep(store: OpenedStore, rows: StoreRows, step: Step, note: Note): Promise<StoreRows> {
  const holds = holdsBase();
  note('rows', rows);
  const changes = await makeChanges(step.changes, rows, (table, key, field, value) =>
    holds.read(store.session, table, key, field, value),
  );
  note('changes', changes);
  // Somebody else writes after the edits were staged.
  let present = rows;
  if (step.others.length > 0) {
    const others = await makeChanges(step.others, rows, (table, key, field, value) =>
      holds.read(store.other, table, key, field, value),
    );
    note('changes of others', others);
    present = (await save({ ...store, session: store.other }, present, others, holds.holds, note)).rows;
  }
  const before = await store.dump();
  const expected = interpretChanges(present, changes, provisional(changes), holds.holds);
  checkDescribed(expected, (await writing(store.session).describe(requestOf(changes), calm())).problems);
  expect(await store.dump()).toEqual(before);

  if (step.isGivenUp) {
    const failure = new Error('given up');
    const given = await writing(store.session)
      .apply(requestOf(changes), () => Promise.reject(failure), calm())
      .catch((error: unknown) => error);
    if (!expected.isRefused && expected.changesSomething) expect(given).toBe(failure);
    expect(await store.dump()).toEqual(before);
    return present;
  }
  const { rows: after, images } = await save(store, present, changes, holds.holds, note);
  if (images === null) {
    expect(await store.dump()).toEqual(before);
    return after;
  }
  expect(await writing(store.session).compare(images, calm())).toBe('after');
  if (!step.isTakenBack) return after;
  const restores = images.map(
    (image, at): StoreChange => ({ kind: 'restore', id: `r${at}`, image, skip: new Set(), overwrite: new Map() }),
  );
  const saved = await store.dump();
  const restored = await apply(store, restores);
  if (restored.result.kind === 'refused' && handsKeysOn(images)) {
    expect(await store.dump()).toEqual(saved);
    return after;
  }
  expect(restored.result.kind === 'refused' ? restored.result.problems : []).toEqual([]);
  expect(await store.dump()).toEqual(before);
  expect(await writing(store.session).compare(images, calm())).toBe('before');
  return present;
}

/** Applies changes and compares all there is to compare with the model. */
async function save(
  store: Pick<OpenedStore, 'session' | 'dump'>,
  rows: StoreRows,
  changes: readonly RowChange[],
  holds: Holds,
  note: Note,
): Promise<{ readonly rows: StoreRows; readonly images: readonly RowImage[] | null }> {
  const first = interpretChanges(rows, changes, provisional(changes), holds);
  const { result, images } = await apply(store, changes);
  note('answer', result);
  note('images', images);
  note('faults', first.faults);
  if (result.kind === 'refused') {
    expect(first.isRefused).toBe(true);
    expect(images).toBe(null);
    expect(result.problems.length).toBeGreaterThan(0);
    checkProblems(changes, first, result.problems);
    expect(await readAll(store.session)).toEqual(sorted(rows));
    return { rows, images: null };
  }
  const numbers = new Map(
    result.rows.flatMap(({ change, key }): [string, WholeCell][] =>
      key?.length === 1 ? [[change, key[0] ?? null]] : [],
    ),
  );
  // A number that the store gives may be one that somebody referred to: it is judged by what it has become.
  const meaning = interpretChanges(rows, changes, numbers, holds);
  expect(meaning.isRefused).toBe(false);
  expect(images !== null).toBe(meaning.changesSomething);
  checkSaved(changes, meaning, result.rows);
  expect(await readAll(store.session)).toEqual(sorted(meaning.rows));
  return { rows: sorted(meaning.rows), images };
}

/**
 * One row has left a key and another one has taken it. Rows that refer to the key then belong to the new one: taking that
 * back would delete them with it, so that a store may refuse.
 */
function handsKeysOn(images: readonly RowImage[]): boolean {
  const name = (model: string, key: RowImage['key']) => `${model}:${cellsText(key)}`;
  const left = new Set(
    images.flatMap(({ model, key, keyBefore }) =>
      keyBefore !== null && cellsText(keyBefore) !== cellsText(key) ? [name(model, keyBefore)] : [],
    ),
  );
  return images.some(({ kind, model, key }) => kind !== 'delete' && left.has(name(model, key)));
}

/** Keys that no store gives, for rows that have none yet. */
function provisional(changes: readonly RowChange[]): ReadonlyMap<string, WholeCell> {
  return new Map(changes.map(({ id }, at) => [id, -1_000_000n - BigInt(at)]));
}
