import { expect } from 'vitest';
import { type Cell, isWhole, sameCell, type WholeCell } from '../../../../shared/domain/cell.ts';
import type { ChangeProblem, RowChange, SavedRow } from '../../../../shared/domain/change-set.ts';
import type { Meaning } from './write-model.ts';
import { writeTables } from './write-tables.ts';

/** Holds the answer to a refused set to the model. */
export function checkProblems(
  changes: readonly RowChange[],
  { faults, quarrels, conflicts }: Meaning,
  problems: readonly ChangeProblem[],
): void {
  // Every change with a problem of its own is told of, in one go …
  for (const [change, kinds] of faults) {
    const told = problems.filter((problem) => problem.change === change).map(codeOfProblem);
    // What another change can't be makes it stand in the way, or be missing: that may be said instead.
    const isEcho = (code: string) => faults.size > 1 && (code === 'unique' || code === 'foreign_key');
    const isTold =
      told.some((code) => kinds.has(code) || (quarrels.get(change)?.has(code) ?? false) || isEcho(code)) ||
      refersTo(changes, change, faults);
    expect({ change, isTold }).toEqual({ change, isTold: true });
  }
  checkConflicts({ faults, conflicts }, problems);
  // … and nobody is blamed for what is right.
  for (const problem of problems) {
    const code = codeOfProblem(problem);
    if ((code === 'not_null' || code === 'check') && !conflicts.has(problem.change))
      expect([...(faults.get(problem.change) ?? [])]).toContain(code);
  }
}

/** Its row needs the key of a new row that can't be. */
function refersTo(changes: readonly RowChange[], id: string, faults: Meaning['faults']): boolean {
  const change = changes.find((given) => given.id === id);
  if (!change || change.kind === 'delete') return false;
  return change.fields.some(
    ({ value }) =>
      value.kind === 'inserted' &&
      value.change !== id &&
      (faults.has(value.change) || refersTo(changes, value.change, faults)),
  );
}

function checkConflicts(
  { faults, conflicts }: Pick<Meaning, 'faults' | 'conflicts'>,
  problems: readonly ChangeProblem[],
): void {
  const told = new Map(
    problems.flatMap((problem) =>
      problem.kind === 'changed' ? [[problem.change, problem.fields.map(({ field }) => field)] as const] : [],
    ),
  );
  expect(new Map([...told].map(([change, fields]) => [change, fields.toSorted()]))).toEqual(
    new Map([...conflicts].map(([change, fields]) => [change, fields.toSorted()])),
  );
  const gone = problems.flatMap((problem) => (problem.kind === 'gone' ? [problem.change] : []));
  expect(gone.toSorted()).toEqual(
    [...faults].flatMap(([change, kinds]) => (kinds.has('gone') ? [change] : [])).toSorted(),
  );
}

/** Reading alone may miss a problem, but never sees one where there is none. */
export function checkDescribed(meaning: Meaning, problems: readonly ChangeProblem[]): void {
  if (!meaning.isRefused) expect(problems).toEqual([]);
  checkConflicts(meaning, problems);
}

function codeOfProblem(problem: ChangeProblem): string {
  return problem.kind === 'invalid' ? problem.code : problem.kind;
}

/** Holds the rows of a saved set to the model. */
export function checkSaved(changes: readonly RowChange[], meaning: Meaning, saved: readonly SavedRow[]): void {
  expect(new Set(saved.map(({ change }) => change)).size).toBe(saved.length);
  for (const change of changes) {
    const found = saved.find((row) => row.change === change.id);
    expect(found).toBeDefined();
    if (!found) continue;
    if (change.kind === 'delete') {
      expect(found.key).toBe(null);
      continue;
    }
    const row = meaning.written.get(change.id);
    const table = writeTables.find(({ name }) => name === change.model);
    if (!row || !table) throw new Error(`The model wrote no row for ${change.id}`);
    expect(found.key).toEqual(table.key.map((name) => row.get(name) ?? null));
    const needed = change.kind === 'insert' ? table.columns.map(({ name }) => name) : [];
    for (const name of needed) expect(found.columns).toContain(name);
    found.columns.forEach((name, at) => {
      expect({ name, isShown: isShown(found.cells[at] ?? null, row.get(name) ?? null) }).toEqual({
        name,
        isShown: true,
      });
    });
  }
}

/** A cell that shows this value: whole, or cut because it is big. */
function isShown(cell: Cell, value: WholeCell): boolean {
  if (isWhole(cell)) return sameCell(cell, value);
  if (cell.of === 'text') return typeof value === 'string' && value.startsWith(cell.preview);
  return value !== null && typeof value === 'object' && value.kind === 'bytes' && value.hex.startsWith(cell.preview);
}
