import type { Resolution } from '../../../shared/contract/changes.ts';
import type { RowImage, StoreChange } from '../storage/connector.ts';

type Restore = Extract<StoreChange, { kind: 'restore' }>;

/**
 * The changes that take an entry back. `r<n>` names the change of its n-th row, in problems and in resolutions, so that
 * the answer to a first try fits the second.
 */
export function restoreChanges(images: readonly RowImage[], resolutions: readonly Resolution[]): Restore[] {
  const byChange = Map.groupBy(resolutions, ({ change }) => change);
  return images.flatMap((image, index) => {
    const id = `r${index}`;
    const own = byChange.get(id) ?? [];
    if (own.some(({ field, take }) => field === null && take === 'theirs')) return [];
    const skip = own.flatMap(({ field, take }) => (field !== null && take === 'theirs' ? [field] : []));
    const overwrite = own.flatMap(({ field, take, guard }): [string, string][] =>
      take === 'mine' ? [[field ?? '', guard ?? '']] : [],
    );
    return [{ kind: 'restore', id, image, skip: new Set(skip), overwrite: new Map(overwrite) }];
  });
}
