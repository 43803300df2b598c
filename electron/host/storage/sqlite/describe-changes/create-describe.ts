import type { Relation } from '../../../../../shared/domain/catalog.ts';
import type { ChangeProblem } from '../../../../../shared/domain/change-set.ts';
import { brokenUtf8At } from '../../broken-utf8.ts';
import type { Operation, StoreChange, WriteOps, WriteRequest } from '../../connector.ts';
import { type Describe, planFollowing } from '../impact/follow-plan.ts';
import type { SqlitePool } from '../pool.ts';
import type { Sql } from '../sql-text.ts';
import { keyCondition } from '../statements.ts';
import type { Table } from '../table.ts';
import { subjectOfRow } from '../write/guard-problems.ts';
import { textRefusal } from '../write/plan-values.ts';
import { readableStatements } from '../write/readable-sql.ts';
import type { PlannedField, PlannedRow, WritePlan } from '../write/write-plan.ts';

/** Bytes of uploads that are looked at; the values of bigger ones are left to the save. */
const lookedAtBytes = 16 * 1024 * 1024;
/** Rows of one table that are followed where rows are deleted. */
const followedRows = 10_000;
/** A review waits no longer than this for what stands in the way. */
const deadlineMs = 10_000;

export interface DescribeSources {
  readonly pool: Pick<SqlitePool, 'run'>;
  readonly plan: (changes: readonly StoreChange[], op: Operation) => Promise<WritePlan>;
  readonly describe: Describe;
}

/** What a save would run, and what reading tells of what stands in its way. Takes no lock and writes nothing. */
export function createDescribe({ pool, plan, describe }: DescribeSources): WriteOps['describe'] {
  return async (request, op) => {
    const planned = await plan(request.changes, op);
    const { rows, problems } = await withUploads(planned.rows, request.readUpload);
    const input = await probeInput(describe, planned, rows, op);
    const { output } = await pool.run('probeChanges', input, op);
    return {
      statements: readableStatements(planned),
      problems: inOrder(request.changes, [...planned.problems, ...problems, ...output]),
    };
  };
}

/** Problems in the order of the changes; the plan and the store may say the same of one field: once is enough. */
function inOrder(changes: readonly StoreChange[], problems: readonly ChangeProblem[]): readonly ChangeProblem[] {
  const places = new Map(changes.map(({ id }, at) => [id, at]));
  const told = new Set<string>();
  return problems
    .filter((problem) => {
      const field = problem.kind === 'invalid' || problem.kind === 'adjusted' ? problem.field : problem.kind;
      const name = JSON.stringify([problem.change, problem.kind, field]);
      if (told.has(name)) return false;
      told.add(name);
      return true;
    })
    .sort((a, b) => (places.get(a.change) ?? 0) - (places.get(b.change) ?? 0));
}

async function probeInput(describe: Describe, planned: WritePlan, rows: readonly PlannedRow[], op: Operation) {
  const models = new Set(rows.map(({ table }) => table));
  const tables = new Map<string, Table>();
  const relations = new Map<string, Relation>();
  for (const name of models) {
    const { model, table } = await describe(name, op);
    tables.set(name, table);
    for (const relation of [...model.outgoing, ...model.incoming]) {
      relations.set(relation.id, relation);
      const other = relation.fromModel === name ? relation.toModel : relation.fromModel;
      if (!tables.has(other)) tables.set(other, (await describe(other, op)).table);
    }
  }
  const places = new Map<string, Sql>();
  for (const row of rows) {
    const key = row.kind === 'insert' ? row.restores : row.key;
    const table = tables.get(row.table);
    if (key && table) places.set(row.change, keyCondition(table, key));
  }
  const deleted = rows.flatMap((row) => (row.kind === 'delete' ? [row.table] : []));
  return {
    rows,
    places,
    tables,
    writeTables: planned.tables,
    relations: [...relations.values()],
    following: { ...(await planFollowing(describe, deleted, op)), limit: followedRows },
    deadlineMs,
  };
}

/** Bytes in the place of the uploads that name them. */
async function withUploads(
  rows: readonly PlannedRow[],
  readUpload: WriteRequest['readUpload'],
): Promise<{ readonly rows: readonly PlannedRow[]; readonly problems: readonly ChangeProblem[] }> {
  const problems: ChangeProblem[] = [];
  const read = async <Field extends PlannedField>(row: PlannedRow, field: Field): Promise<Field> => {
    if (field.value.kind !== 'upload' || field.value.sizeBytes > lookedAtBytes) return field;
    const bytes = await readUpload(field.value.upload);
    if (field.value.as === 'bytes') return { ...field, value: { kind: 'stored', value: bytes } };
    const broken = brokenUtf8At(bytes);
    const text = broken === null ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8') : '';
    const refusal =
      broken === null
        ? textRefusal(text)
        : `The file is not UTF-8: byte ${broken + 1} is out of place. Load it as bytes`;
    if (refusal === null) return { ...field, value: { kind: 'stored', value: text } };
    problems.push({ kind: 'invalid', ...subjectOfRow(row), field: field.field, code: 'type', message: refusal });
    return field;
  };
  const found: PlannedRow[] = [];
  for (const row of rows) {
    if (row.kind === 'delete') found.push(row);
    else if (row.kind === 'update') {
      const fields = [];
      for (const field of row.fields) fields.push(await read(row, field));
      found.push({ ...row, fields });
    } else {
      const fields = [];
      for (const field of row.fields) fields.push(await read(row, field));
      found.push({ ...row, fields });
    }
  }
  return { rows: found, problems };
}
