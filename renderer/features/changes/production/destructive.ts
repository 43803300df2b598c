import type { Model, Relation } from '../../../../shared/domain/catalog.ts';
import type { StagedEdits, StagedEntry, StagedTable } from '../../../../shared/domain/staged-edits.ts';

/** What a save destroys, or changes beyond the rows that were edited. */
export type Destruction =
  | { readonly kind: 'deletes'; readonly storage: string; readonly model: string; readonly rows: number }
  /** A value is changed that rows of other models name: the store changes those too. */
  | {
      readonly kind: 'follows';
      readonly storage: string;
      readonly model: string;
      readonly field: string;
      readonly rows: number;
      readonly others: readonly string[];
    };

export type DescribeModel = (storage: string, model: string) => Promise<Pick<Model, 'incoming'>>;

/**
 * The rows that a save deletes and the changes of keys that others follow, model by model. Rejects when a model can't be
 * described: what is not known is not harmless.
 */
export async function findDestruction(
  tables: StagedEdits['tables'],
  describe: DescribeModel,
): Promise<readonly Destruction[]> {
  const found = await Promise.all([...tables.values()].map((table) => ofTable(table, describe)));
  return found.flat();
}

async function ofTable({ storage, model, entries }: StagedTable, describe: DescribeModel): Promise<Destruction[]> {
  const all = [...entries.values()];
  const rows = all.filter(({ kind }) => kind === 'delete').length;
  const deletes: Destruction[] = rows === 0 ? [] : [{ kind: 'deletes', storage, model, rows }];
  const edited = editedFields(all);
  if (edited.size === 0) return deletes;
  const { incoming } = await describe(storage, model);
  const follows = [...edited].flatMap(([field, count]): Destruction[] => {
    const others = incoming.filter((relation) => isFollowed(relation, field));
    if (others.length === 0) return [];
    const names = [...new Set(others.map(({ fromModel }) => fromModel))];
    return [{ kind: 'follows', storage, model, field, rows: count, others: names }];
  });
  return [...deletes, ...follows];
}

function editedFields(entries: readonly StagedEntry[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    if (entry.kind !== 'update') continue;
    for (const field of entry.fields.keys()) counts.set(field, (counts.get(field) ?? 0) + 1);
  }
  return counts;
}

/** The store itself changes the rows that refer: `CASCADE`, `SET NULL`, `SET DEFAULT`. */
function isFollowed({ toFields, onUpdate }: Relation, field: string): boolean {
  return toFields.includes(field) && /cascade|set/i.test(onUpdate);
}
