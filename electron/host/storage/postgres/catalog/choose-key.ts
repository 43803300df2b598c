import type { Model } from '../../../../../shared/domain/catalog.ts';
import type { PgIndex } from '../table.ts';

export interface KeySource {
  readonly indexes: readonly PgIndex[];
  /** Columns that hold no NULL in any row. */
  readonly neverNull: ReadonlySet<string>;
  readonly readable: ReadonlySet<string>;
  /** An index holds the rows of one table only, not those of the tables that inherit from it. */
  readonly hasInheritors: boolean;
}

/**
 * What tells the rows apart for certain: the primary key, else the unique index with the fewest columns whose rules hold
 * for every row at every moment. A key that might not be one would let a save hit the wrong row.
 */
export function chooseKey({ indexes, neverNull, readable, hasInheritors }: KeySource): Model['key'] {
  if (hasInheritors) return { kind: 'none', fields: [] };
  const usable = indexes.flatMap((index) => {
    const columns = index.columns.flatMap(({ column }) => column ?? []);
    const holds =
      index.isValid &&
      !index.isPartial &&
      columns.length === index.columns.length &&
      columns.every((column) => neverNull.has(column) && readable.has(column));
    return holds ? [{ index, columns }] : [];
  });
  const primary = usable.find(({ index }) => index.isPrimary);
  if (primary) return { kind: 'primary', fields: [...primary.columns] };
  const [best] = usable
    .filter(({ index }) => index.isUnique && index.isImmediate)
    .sort((one, other) => one.columns.length - other.columns.length || (one.index.name < other.index.name ? -1 : 1));
  return best ? { kind: 'unique', fields: [...best.columns] } : { kind: 'none', fields: [] };
}
