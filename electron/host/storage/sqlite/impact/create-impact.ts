import type { Field } from '../../../../../shared/domain/catalog.ts';
import type { Filter } from '../../../../../shared/domain/query.ts';
import type { Operation, RowImpact, WriteOps } from '../../connector.ts';
import { asFieldValue } from '../../field-value.ts';
import type { SqlitePool } from '../pool.ts';
import { keyCondition } from '../statements.ts';
import { wholeCell } from '../write/exact-value.ts';
import { type Describe, planFollowing } from './follow-plan.ts';
import type { ImpactGroup } from './summarise.ts';

/** Rows of one model that are counted; more of them make no difference to who decides. */
const countedRows = 10_000;
/** Values one filter may list, and alternatives one may have. */
const filterValues = 1000;
const filterAlternatives = 200;
/** A person waits before the question whether to delete. */
const deadlineMs = 5000;

export interface ImpactSources {
  readonly pool: Pick<SqlitePool, 'run'>;
  readonly describe: Describe;
}

/** What SQLite's foreign keys do to other rows when these are deleted; read without a lock. */
export function createImpact({ pool, describe }: ImpactSources): WriteOps['impact'] {
  return async (model, keys, op) => {
    const { table } = await describe(model, op);
    const { output } = await pool.run(
      'impact',
      {
        ...(await planFollowing(describe, [model], op)),
        model,
        rows: keys.map((key) => keyCondition(table, key)),
        limit: countedRows,
        valuesLimit: filterValues,
        deadlineMs,
      },
      op,
    );
    return Promise.all(output.map((group) => rowImpact(describe, group, op)));
  };
}

async function rowImpact(describe: Describe, group: ImpactGroup, op: Operation): Promise<RowImpact> {
  const { effect, model, count, isExact, direct } = group;
  const { fields } = (await describe(model, op)).model;
  return {
    effect,
    model,
    filter: direct && filterOf(direct, fields),
    count: { kind: isExact ? 'exact' : 'atLeast', value: count },
  };
}

/** Selects the rows that refer to the given values; `null` where a filter can't list them all. */
function filterOf(direct: NonNullable<ImpactGroup['direct']>, fields: readonly Field[]): Filter | null {
  const filters: Filter[] = [];
  for (const { from, values } of direct) {
    const rows = values.map((row) =>
      row.map((value, at) => {
        const field = fields.find(({ name }) => name === from[at]);
        return field ? asFieldValue(field, wholeCell(value)) : wholeCell(value);
      }),
    );
    const [name] = from;
    if (from.length === 1 && name !== undefined) {
      if (rows.length > filterValues) return null;
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
            filters: from.map((field, at) => ({ kind: 'compare', field, op: 'is', value: row[at] ?? null })),
          }),
        ),
      );
    }
  }
  const [first] = filters;
  if (filters.length > filterAlternatives || first === undefined) return null;
  return filters.length === 1 ? first : { kind: 'or', filters };
}
