import type { ColumnFacts, TableFacts } from './facts.ts';

/**
 * A view with what holds for its rows because they are rows of `base`, each at most once: indexes (a view has none, but
 * the server sorts and tells its rows apart by those of the table), NOT NULL, defaults and generated columns.
 *
 * @param attnums columns of `base` by those of the view
 */
export function withOrigin(view: TableFacts, base: TableFacts, attnums: ReadonlyMap<number, number>): TableFacts {
  const shown = new Map([...attnums].map(([own, origin]) => [origin, own]));
  const origins = new Map(base.columns.map((column) => [column.attnum, column]));
  return {
    ...view,
    relation: {
      ...view.relation,
      hasTriggers: view.relation.hasTriggers || base.relation.hasTriggers,
      hasInheritors: base.relation.hasInheritors,
    },
    columns: view.columns.map((column) => {
      const origin = origins.get(attnums.get(column.attnum) ?? 0);
      return origin ? columnWithOrigin(column, origin, base) : column;
    }),
    // A column that the view leaves out is as good as an expression.
    indexes: base.indexes.map((index) => ({
      ...index,
      columns: index.columns.map((column) => ({ ...column, attnum: shown.get(column.attnum) ?? 0 })),
    })),
  };
}

function columnWithOrigin(column: ColumnFacts, origin: ColumnFacts, { relation }: TableFacts): ColumnFacts {
  return {
    ...column,
    notNull: origin.notNull,
    isNeverNull: origin.isNeverNull && relation.kind !== 'f',
    generated: origin.generated,
    identity: origin.identity,
    expression: origin.generated === '' ? (column.expression ?? origin.expression) : origin.expression,
  };
}
