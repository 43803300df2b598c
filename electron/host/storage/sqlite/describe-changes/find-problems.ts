import type { ChangeProblem } from '../../../../../shared/domain/change-set.ts';
import { type FollowInput, followDeletes } from '../impact/follow-deletes.ts';
import type { Sql } from '../sql-text.ts';
import { TimeIsOver } from '../worker/live.ts';
import type { Reader } from '../worker/reader.ts';
import { guardProblem, subjectOfRow } from '../write/guard-problems.ts';
import { type LookedRow, lookAt } from './looked-row.ts';
import { type ProbeInput, type Report, tableOf } from './probe-input.ts';
import { findBlockedDeletes, findLostReferences } from './reference-problems.ts';
import { openScratch } from './scratch.ts';
import { createUniqueProbe } from './unique-problems.ts';
import { tableRules } from './unique-rules.ts';
import { valueProblems } from './value-problems.ts';

/** Finds what stands in the way of the changes, all from one state of the file and without a lock. */
export function findProblems(reader: Reader, input: ProbeInput): readonly ChangeProblem[] {
  reader.live.setDeadline(input.deadlineMs);
  const problems = new Map<string, ChangeProblem[]>(input.rows.map(({ change }) => [change, []]));
  const add = (problem: ChangeProblem) => void problems.get(problem.change)?.push(problem);
  const report: Report = (row, field, code, message) => {
    const known = problems.get(row.change) ?? [];
    if (known.some((problem) => problem.kind === 'invalid' && problem.field === field)) return;
    add({ kind: 'invalid', ...subjectOfRow(row), field, code, message });
  };
  const scratch = openScratch(reader.encoding);
  try {
    reader.reading(() => {
      const rules = new Map(
        [...new Set(input.rows.map(({ table }) => table))].map((name) => {
          return [name, tableRules(tableOf(input, name), input.relations)] as const;
        }),
      );
      const gone = followDeletes(reader, { ...input.following, start: deletesOf(input) });
      const uniques = createUniqueProbe(reader, gone);
      const looked: LookedRow[] = [];
      for (const row of input.rows) {
        reader.live.check();
        const ruled = rules.get(row.table);
        const writeTable = input.writeTables.get(row.table);
        if (!ruled || !writeTable) throw new Error(`Nothing is known of the table ${row.table}`);
        const found = lookAt(reader, scratch, ruled, row, input.places.get(row.change) ?? null);
        const guard = guardProblem(row, found.current, writeTable);
        if (guard) add(guard);
        looked.push(found);
        if (
          guard?.kind === 'gone' ||
          row.kind === 'delete' ||
          !found.isStored ||
          (row.kind === 'insert' && found.current !== null)
        )
          continue;
        for (const problem of valueProblems(found, ruled)) {
          if (problem.kind === 'adjusted') add({ ...problem, ...subjectOfRow(row) });
          else report(row, problem.field, problem.code, problem.message);
        }
        uniques.add(found, ruled);
      }
      for (const { row, field, message } of uniques.find()) report(row, field, 'unique', message);
      findLostReferences(reader, input, looked, gone, report);
      findBlockedDeletes(input, looked, gone, report);
    });
  } catch (error) {
    // What was found so far is true all the same; the save itself looks at everything.
    if (!(error instanceof TimeIsOver)) throw error;
  } finally {
    scratch.close();
  }
  return [...problems.values()].flat();
}

function deletesOf(input: ProbeInput): FollowInput['start'] {
  const byTable = new Map<string, Sql[]>();
  for (const row of input.rows) {
    const place = input.places.get(row.change);
    if (row.kind !== 'delete' || !place) continue;
    const known = byTable.get(row.table);
    if (known) known.push(place);
    else byTable.set(row.table, [place]);
  }
  return [...byTable].map(([table, rows]) => ({ table, rows }));
}
