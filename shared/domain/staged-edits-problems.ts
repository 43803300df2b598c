import type { ChangeProblem } from './change-set.ts';
import type { StagedEdits, StagedEntry } from './staged-edits.ts';
import { changePlaces } from './staged-edits-settle.ts';

/** A problem with the change it was found in: once that has been changed, the problem is no longer known to be there. */
interface FoundProblem {
  readonly problem: ChangeProblem;
  readonly entry: StagedEntry;
}

/** What stands in the way of saving, by change. `saving` was found by a refused save, `reading` by looking without writing. */
export interface StagedProblems {
  readonly saving: ReadonlyMap<string, readonly FoundProblem[]>;
  readonly reading: ReadonlyMap<string, readonly FoundProblem[]>;
}

export const noProblems: StagedProblems = { saving: new Map(), reading: new Map() };

/** @param tables the edits as they were when the problems were looked for */
export function findProblems(
  tables: StagedEdits['tables'],
  problems: readonly ChangeProblem[],
): ReadonlyMap<string, readonly FoundProblem[]> {
  const places = changePlaces(tables);
  const found = new Map<string, FoundProblem[]>();
  for (const problem of problems) {
    const place = places.get(problem.change);
    if (!place) continue;
    const known = found.get(problem.change);
    if (known) known.push({ problem, entry: place.entry });
    else found.set(problem.change, [{ problem, entry: place.entry }]);
  }
  return found;
}

/** The problems of a change as it is now. */
export function problemsOf(problems: StagedProblems, entry: StagedEntry): readonly ChangeProblem[] {
  const saving = problems.saving.get(entry.change) ?? none;
  const reading = problems.reading.get(entry.change) ?? none;
  if (saving.length === 0 && reading.length === 0) return noneOfAll;
  const read = reading.flatMap((found) => stillThere(found, entry) ?? []);
  const kept = saving.flatMap((found) => {
    const problem = stillThere(found, entry);
    return problem && !read.some((other) => isSame(other, problem)) ? [problem] : [];
  });
  return [...kept, ...read];
}

const none: readonly FoundProblem[] = [];
const noneOfAll: readonly ChangeProblem[] = [];

function isSame(a: ChangeProblem, b: ChangeProblem): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'invalid' && b.kind === 'invalid') return a.field === b.field && a.code === b.code;
  if (a.kind === 'adjusted' && b.kind === 'adjusted') return a.field === b.field;
  return true;
}

function stillThere({ problem, entry: then }: FoundProblem, now: StagedEntry): ChangeProblem | null {
  if (then === now) return problem;
  if (then.kind !== now.kind) return null;
  const isUntouched = (field: string) => then.fields.get(field) === now.fields.get(field);
  switch (problem.kind) {
    case 'gone':
      return problem;
    case 'adjusted':
      return isUntouched(problem.field) ? problem : null;
    case 'invalid':
      return problem.field !== null && isUntouched(problem.field) ? problem : null;
    case 'changed': {
      // Of a row to be deleted, every field counts.
      if (now.kind === 'delete') return null;
      const fields = problem.fields.filter(({ field }) => isUntouched(field));
      return fields.length === 0 ? null : { ...problem, fields };
    }
  }
}

/** Everything known to stand in the way of saving. */
export function allProblems(edits: Pick<StagedEdits, 'tables'>, problems: StagedProblems): readonly ChangeProblem[] {
  if (problems.saving.size === 0 && problems.reading.size === 0) return noneOfAll;
  const all: ChangeProblem[] = [];
  for (const { entries } of edits.tables.values()) {
    for (const entry of entries.values()) all.push(...problemsOf(problems, entry));
  }
  return all;
}

/** The problem a field shows, and the one the row shows beside it. */
export function problemOfField(problems: readonly ChangeProblem[], field: string): ChangeProblem | null {
  return (
    problems.find((problem) =>
      problem.kind === 'changed'
        ? problem.fields.some((one) => one.field === field)
        : problem.kind !== 'gone' && problem.field === field,
    ) ?? null
  );
}

export function problemOfRow(problems: readonly ChangeProblem[], row: StagedEntry['kind']): ChangeProblem | null {
  return (
    problems.find(
      (problem) =>
        problem.kind === 'gone' ||
        (problem.kind === 'invalid' && problem.field === null) ||
        (problem.kind === 'changed' && row === 'delete'),
    ) ?? null
  );
}
