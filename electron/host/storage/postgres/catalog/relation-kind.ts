import type { Model } from '../../../../../shared/domain/catalog.ts';

/** `pg_class.relkind` of what has rows. */
export type RelationKind = 'r' | 'p' | 'v' | 'm' | 'f';

const modelKinds = {
  r: 'table',
  p: 'partitioned',
  v: 'view',
  m: 'materialized',
  f: 'foreign',
} as const satisfies Record<RelationKind, Model['kind']>;

export function modelKindOf(kind: RelationKind): Model['kind'] {
  return modelKinds[kind];
}
