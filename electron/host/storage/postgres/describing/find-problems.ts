import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { ChangeProblem } from '../../../../../shared/domain/change-set.ts';
import type { PgForeignKey } from '../table.ts';
import { guardProblem } from '../writing/guard-problems.ts';
import { goesAlong } from '../writing/write-one.ts';
import { subjectOfRow, type WritePlan } from '../writing/write-plan.ts';
import { findAdjusted } from './adjusted-problems.ts';
import type { AroundTables } from './around-tables.ts';
import { findFailedChecks } from './check-problems.ts';
import { followDeletes } from './follow-deletes.ts';
import { locateProbed } from './locate-probed.ts';
import type { ProbedRow, Report, RowPlace } from './probed-row.ts';
import { findBlockedDeletes, findLostReferences } from './reference-problems.ts';
import { readRuleFacts } from './rule-facts.ts';
import { createSnapshot, type Run } from './run-snapshot.ts';
import { findTaken } from './unique-problems.ts';
import { findValueProblems } from './value-problems.ts';

/** Rows of one table that are followed where rows are deleted. */
const followedRows = 10_000;

export interface FindInput {
  readonly run: Run;
  readonly plan: WritePlan;
  readonly around: AroundTables;
  readonly versionNumber: number;
  /** `performance.now()` at which to stop with what was found. */
  readonly deadline: number;
}

/** What was found, each once: the first reason of a field is the cause. */
export class Problems {
  readonly #all: ChangeProblem[] = [];
  readonly #told = new Set<string>();

  constructor(known: readonly ChangeProblem[]) {
    for (const problem of known) this.add(problem);
  }

  get all(): readonly ChangeProblem[] {
    return this.#all;
  }

  add(problem: ChangeProblem): void {
    const field = problem.kind === 'invalid' || problem.kind === 'adjusted' ? problem.field : problem.kind;
    const name = JSON.stringify([problem.change, problem.kind, field]);
    if (this.#told.has(name)) return;
    this.#told.add(name);
    this.#all.push(problem);
  }
}

/** Finds what stands in the way of the changes, all from one state of the database, without writing anything. */
export async function findProblems(input: FindInput, problems: Problems): Promise<void> {
  const { run, plan, around, versionNumber, deadline } = input;
  const snapshot = createSnapshot((sql) => {
    if (performance.now() > deadline) throw new AppError('timeout', 'The time for looking is over');
    return run(sql);
  });
  const report: Report = (row, field, code, message) =>
    problems.add({ kind: 'invalid', ...subjectOfRow(row), field, code, message });
  const add = (problem: ChangeProblem) => problems.add(problem);
  const models = [...around.tables];
  const byOid = await readRuleFacts(
    snapshot.run,
    models.map(([, { oid }]) => oid),
    versionNumber,
  );
  const facts = new Map(
    models.flatMap(([model, { oid }]) => {
      const known = byOid.get(oid);
      return known ? [[model, known] as const] : [];
    }),
  );
  const rows = await locateProbed(snapshot, plan, facts);
  for (const { row, current, table } of rows) {
    const guard = guardProblem(row, current, table);
    if (guard) add(guard);
  }
  const followed = await followDeletes(snapshot.run, {
    ...around,
    facts,
    start: startOf(rows),
    letsGo: releasedBy(rows),
    limit: followedRows,
    deadline,
  });
  for (const probed of rows) {
    const isTaken = probed.place !== null && followed.gone.has(probed.place);
    if (!isTaken || probed.row.kind !== 'update' || probed.written.size === 0) continue;
    probed.goesAlong = true;
    report(probed.row, null, 'store', goesAlong);
  }
  await findValueProblems(snapshot, rows, versionNumber, report);
  await findAdjusted(snapshot, rows, add);
  await findFailedChecks(snapshot, rows, report);
  await findTaken(snapshot, rows, (place) => followed.gone.has(place), report);
  const references = { ...around, facts, rows, followed };
  await findLostReferences(snapshot, references, report);
  await findBlockedDeletes(snapshot, references, report);
}

function startOf(rows: readonly ProbedRow[]): ReadonlyMap<string, readonly RowPlace[]> {
  const deleted = rows.filter(({ row, place }) => row.kind === 'delete' && place !== null);
  return new Map(
    [...Map.groupBy(deleted, ({ row }) => row.table)].map(([model, all]) => [
      model,
      all.flatMap(({ place }) => place ?? []),
    ]),
  );
}

/** A row that is given another reference in the same save does not follow the one it has. */
function releasedBy(rows: readonly ProbedRow[]): (key: PgForeignKey, child: RowPlace) => boolean {
  const byPlace = new Map(
    rows.flatMap((probed) =>
      probed.place !== null && probed.row.kind === 'update' ? [[probed.place, probed] as const] : [],
    ),
  );
  return ({ fromFields }, child) => {
    const probed = byPlace.get(child);
    return probed !== undefined && fromFields.some((name) => probed.written.has(name));
  };
}
