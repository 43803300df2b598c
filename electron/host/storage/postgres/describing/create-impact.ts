import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { Filter } from '../../../../../shared/domain/query.ts';
import type { RowKey } from '../../../../../shared/domain/row-key.ts';
import type { Operation, RowImpact, WriteOps } from '../../connector.ts';
import type { PgAccess } from '../connection/access.ts';
import { PgError, toAppError } from '../connection/pg-error.ts';
import { arrayLiteral } from '../reading/parameters.ts';
import type { PgCatalog, PgForeignKey, PgTable } from '../table.ts';
import { wholeCell } from '../writing/exact-value.ts';
import { locatorOf } from '../writing/locate-rows.ts';
import { keyedStatement } from '../writing/read-rows.ts';
import { qualified, type WriteTable, writeTableOf } from '../writing/write-table.ts';
import { type AroundTables, readAround } from './around-tables.ts';
import { byTable, type Effect, type FollowedDeletes, followDeletes } from './follow-deletes.ts';
import type { RowPlace } from './probed-row.ts';
import { readRuleFacts } from './rule-facts.ts';
import { createSnapshot, onPresentTables, type Run, type Snapshot } from './run-snapshot.ts';

/** Rows of one model that are counted; more of them make no difference to who decides. */
const countedRows = 10_000;
/** Values one filter may list, and alternatives one may have. */
const filterValues = 1000;
const filterAlternatives = 200;
/** A person waits before the question whether to delete. */
const deadlineMs = 5000;
/** Keys that are looked for at once. */
const keysAtOnce = 1000;

/** What the foreign keys do to other rows when these are deleted; read without a lock. */
export function createImpact(access: PgAccess, catalog: PgCatalog): WriteOps['impact'] {
  return async (model, keys, op) => {
    if (op.signal.aborted) throw new AppError('aborted', 'The question was given up');
    return onPresentTables(
      () => catalog.forget(),
      () => impactOf(access, catalog, model, keys, op),
    ).catch((error: unknown) => {
      throw error instanceof PgError ? toAppError(error, model) : error;
    });
  };
}

async function impactOf(
  access: PgAccess,
  catalog: PgCatalog,
  model: string,
  keys: readonly RowKey[],
  op: Operation,
): Promise<readonly RowImpact[]> {
  const table = writeTableOf(await catalog.describe(model, op));
  if (table.table.incoming.length === 0 || keys.length === 0 || !table.hasVersions) return [];
  const around = await readAround(catalog, [model], op);
  const deadline = performance.now() + deadlineMs;
  const { versionNumber } = access.server;
  return access.snapshot((run) => summarise(run, { table, keys, around, deadline, versionNumber }), op, {
    timeoutMs: deadlineMs,
  });
}

interface ImpactInput {
  readonly table: WriteTable;
  readonly keys: readonly RowKey[];
  readonly around: AroundTables;
  readonly deadline: number;
  readonly versionNumber: number;
}

async function summarise(run: Run, input: ImpactInput): Promise<readonly RowImpact[]> {
  const { table, keys, around, deadline, versionNumber } = input;
  const models = [...around.tables];
  const byOid = await readRuleFacts(
    run,
    models.map(([, { oid }]) => oid),
    versionNumber,
  );
  const facts = new Map(
    models.flatMap(([model, { oid }]) => {
      const known = byOid.get(oid);
      return known ? [[model, known] as const] : [];
    }),
  );
  const start = await placesOf(createSnapshot(run), table, keys);
  const followed = await followDeletes(run, {
    ...around,
    facts,
    start: new Map([[table.id, start]]),
    limit: countedRows,
    deadline,
  });
  const isComplete = !followed.isStopped && followed.cut.size === 0;
  const values = createReferencedValues(run, table, start);
  const impacts: RowImpact[] = [];
  for (const { effect, model, rows, keys: by, isExact, isDirect } of tally(followed)) {
    const child = around.tables.get(model);
    const hidesRows = facts.get(model)?.hidesRows !== false;
    const isSure = isExact && isComplete && !hidesRows && rows.size <= countedRows;
    impacts.push({
      effect,
      model,
      count: { kind: isSure ? 'exact' : 'atLeast', value: Math.min(rows.size, countedRows) },
      filter: isDirect && child && !followed.isStopped ? await filterOf(child, [...by], values) : null,
    });
  }
  // Foreign keys reach rows that this role may not see: that there may be some is all that can be told.
  const reached = new Set([table.id, ...[...followed.gone.values()].map((row) => row.model)]);
  for (const key of around.hidden) {
    if (!reached.has(key.toModel) || start.length === 0) continue;
    const effect = effectOfHidden(key);
    if (!impacts.some((impact) => impact.model === key.fromModel && impact.effect === effect))
      impacts.push({ effect, model: key.fromModel, filter: null, count: { kind: 'atLeast', value: 0 } });
  }
  return impacts;
}

function effectOfHidden({ onDelete }: PgForeignKey): Effect {
  return onDelete === 'noAction' || onDelete === 'restrict' ? 'blocks' : onDelete;
}

/** Where the rows with these keys lie; keys that no row can have, and rows that are gone, are left out. */
async function placesOf(snapshot: Snapshot, table: WriteTable, keys: readonly RowKey[]): Promise<readonly RowPlace[]> {
  const locators = keys.flatMap((key) => {
    const locator = key.length === table.key.length ? locatorOf(table, key) : null;
    return locator ? [locator] : [];
  });
  const found: RowPlace[] = [];
  const look = async (some: typeof locators): Promise<boolean> => {
    const answer = await snapshot.attempt(
      keyedStatement(table, some, (from) => `SELECT t.tableoid, t.ctid FROM ${from}`),
    );
    if (answer === null) return false;
    for (const [oid, ctid] of answer.rows) found.push(`${oid} ${ctid}`);
    return true;
  };
  for (let at = 0; at < locators.length; at += keysAtOnce) {
    const some = locators.slice(at, at + keysAtOnce);
    if (!(await look(some))) for (const one of some) await look([one]);
  }
  return [...new Set(found)];
}

interface Tally {
  readonly effect: Effect;
  readonly model: string;
  /** A row may refer by several foreign keys; it is one row all the same. */
  readonly rows: Set<RowPlace>;
  readonly keys: Set<PgForeignKey>;
  isExact: boolean;
  isDirect: boolean;
}

function tally(followed: FollowedDeletes): readonly Tally[] {
  const tallies = new Map<string, Tally>();
  const add = (effect: Effect, model: string, row: RowPlace, isDirect: boolean, key: PgForeignKey | null): Tally => {
    const name = `${effect}:${model}`;
    const known = tallies.get(name) ?? {
      effect,
      model,
      rows: new Set<RowPlace>(),
      keys: new Set<PgForeignKey>(),
      isExact: true,
      isDirect: true,
    };
    tallies.set(name, known);
    known.rows.add(row);
    if (key !== null) known.keys.add(key);
    known.isDirect &&= isDirect;
    return known;
  };
  for (const [row, { model, isStart, isDirect, key }] of followed.gone)
    if (!isStart) add('cascade', model, row, isDirect, key);
  for (const { relation, rows, isCut } of followed.affected)
    for (const [row, { isDirect }] of rows) {
      const group = add(relation.effect, relation.key.fromModel, row, isDirect, relation.key);
      group.isExact &&= !isCut;
    }
  return [...tallies.values()];
}

type ReferencedValues = (columns: readonly string[]) => Promise<readonly (readonly (string | null)[])[] | null>;

/** What the rows to be deleted hold in the columns that others refer to; `null` when they are too many. */
function createReferencedValues(run: Run, table: WriteTable, start: readonly RowPlace[]): ReferencedValues {
  const known = new Map<string, readonly (readonly (string | null)[])[]>();
  return async (columns) => {
    if (start.length > filterValues) return null;
    const name = JSON.stringify(columns);
    const found = known.get(name) ?? [];
    if (known.has(name)) return found;
    const list = columns.map((column) => qualified('p', column)).join(', ');
    const rows: (readonly (string | null)[])[] = [];
    for (const [oid, ctids] of byTable(start)) {
      const text = `SELECT ${list} FROM ${table.table.source} AS p WHERE p.ctid = ANY ($1::pg_catalog.tid[]) AND p.tableoid = $2::pg_catalog.oid`;
      rows.push(...(await run({ text, values: [arrayLiteral(ctids), oid] })).rows.filter((row) => !row.includes(null)));
    }
    known.set(name, rows);
    return rows;
  };
}

/** Selects the rows that refer to the rows to be deleted; `null` where a filter can't list them all. */
async function filterOf(
  child: PgTable,
  keys: readonly PgForeignKey[],
  valuesOf: ReferencedValues,
): Promise<Filter | null> {
  const filters: Filter[] = [];
  for (const { fromFields, toFields } of keys) {
    const values = await valuesOf(toFields);
    if (values === null || values.length === 0) return null;
    const rows = values.map((row) =>
      row.map((value, at) => {
        const column = child.columns.get(fromFields[at] ?? '');
        return column ? wholeCell(column, value) : value;
      }),
    );
    const [name] = fromFields;
    if (fromFields.length === 1 && name !== undefined) {
      const [only, ...more] = rows.map((row) => row[0] ?? null);
      filters.push(
        only !== undefined && more.length === 0
          ? { kind: 'compare', field: name, op: 'is', value: only }
          : { kind: 'in', field: name, values: rows.map((row) => row[0] ?? null) },
      );
    } else {
      filters.push(
        ...rows.map(
          (row): Filter => ({
            kind: 'and',
            filters: fromFields.map((field, at) => ({ kind: 'compare', field, op: 'is', value: row[at] ?? null })),
          }),
        ),
      );
    }
  }
  const [first] = filters;
  if (filters.length > filterAlternatives || first === undefined) return null;
  return filters.length === 1 ? first : { kind: 'or', filters };
}
