import type { ForeignKeyFacts } from '../worker/read-catalog.ts';

/** Foreign keys that begin or end at one of these tables, each as a text that names it and what it does, in a fixed order. */
export function foreignKeysOf(all: readonly ForeignKeyFacts[], tables: ReadonlySet<string>): readonly string[] {
  return all
    .filter(({ table, target }) => tables.has(table) || tables.has(target))
    .map(({ table, from, target, to, onDelete, onUpdate }) =>
      JSON.stringify([table, from, target, to, onDelete, onUpdate]),
    )
    .sort();
}
