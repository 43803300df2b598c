import type { Relation } from '../../../../shared/domain/catalog.ts';
import type { CatalogFacts } from './worker/read-catalog.ts';
import type { TableFacts, TargetFacts } from './worker/read-table.ts';

/** The tables a table's foreign keys lead to. */
export function targetsOf(catalog: CatalogFacts, name: string): readonly string[] {
  return [...new Set(catalog.foreignKeys.filter(({ table }) => table === name).map(({ target }) => target))];
}

/** The relations of one table, both ways. A key whose columns can't be told leads nowhere. */
export function relationsOf(catalog: CatalogFacts, facts: TableFacts): readonly Relation[] {
  const keys = catalog.foreignKeys.filter(({ table, target }) => table === facts.name || target === facts.name);
  const own: TargetFacts = {
    name: facts.name,
    columns: facts.columns.map(({ name }) => name),
    key: facts.columns
      .filter(({ keyPosition }) => keyPosition > 0)
      .sort((a, b) => a.keyPosition - b.keyPosition)
      .map(({ name }) => name),
  };
  const targets = new Map([...facts.targets, own].map((target) => [target.name, target]));
  return keys.flatMap((key): Relation[] => {
    const target = targets.get(key.target);
    const to = target && targetColumns(target, key.to);
    if (to?.length !== key.from.length) return [];
    const { id, table, from, onDelete, onUpdate } = key;
    return [
      {
        id: `${table}#${id}`,
        fromModel: table,
        fromFields: [...from],
        toModel: key.target,
        toFields: [...to],
        onDelete,
        onUpdate,
      },
    ];
  });
}

/** Names as the target writes them: a foreign key may spell them in other letters, or leave them to the primary key. */
function targetColumns(target: TargetFacts, spelled: readonly (string | null)[]): readonly string[] {
  if (spelled.includes(null)) return target.key;
  const exact = new Map(target.columns.map((name) => [name.toLowerCase(), name]));
  return spelled.flatMap((name) => exact.get((name ?? '').toLowerCase()) ?? []);
}
