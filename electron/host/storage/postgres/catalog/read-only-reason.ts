import type { Model } from '../../../../../shared/domain/catalog.ts';
import type { RelationFacts } from './facts.ts';

/** What the server does with a row, as `pg_relation_is_updatable` numbers it. */
const changeBits = { update: 4, insert: 8, delete: 16 } as const;

/** Why nobody can change the rows with this role: one sentence without a full stop; `null` when they can. */
export function readOnlyReason(
  relation: RelationFacts,
  key: Model['key'],
  /** Why the whole storage is read-only. */
  storage: string | null,
  user: string,
): string | null {
  if (storage !== null) return storage;
  const takesAny = takes(relation, 'update') || takes(relation, 'insert') || takes(relation, 'delete');
  switch (relation.kind) {
    case 'm':
      return 'A materialized view holds what its query found when it was last refreshed';
    case 'v':
      if (!takesAny) return 'PostgreSQL can’t write through this view: its query does more than pick rows of one table';
      break;
    case 'f':
      if (!takesAny) return 'The server that keeps this foreign table’s rows takes no changes';
      break;
    case 'r':
    case 'p':
      break;
  }
  if (!relation.canInsert && !relation.canUpdate && !relation.canDelete)
    return `The role “${user}” may read it, not change it`;
  if (key.kind !== 'none') return null;
  if (relation.hasInheritors)
    return 'Rows of tables that inherit from it are shown with its own, and no key spans them all';
  if (relation.kind === 'v') return 'It does not show a key that tells its rows apart';
  return 'Its rows have no key that tells them apart';
}

/** Tables take every change; a view or foreign table says which. */
export function takes({ updatable, updatableByTriggers }: RelationFacts, change: keyof typeof changeBits): boolean {
  if (updatable === null) return true;
  return ((updatable | (updatableByTriggers ?? 0)) & changeBits[change]) !== 0;
}
