import type { Impact } from '../../../../shared/contract/changes.ts';
import type { Operation } from '../../storage/connector.ts';
import type { Deletion, ImpactContributor } from './contributor.ts';
import { rowImpact } from './row-impact.ts';

/** In the order in which their groups are shown. Files and keys join here. */
const contributors: readonly ImpactContributor[] = [rowImpact];

/** Everything that deleting these rows does to others. One that fails makes the answer fail: half of it would mislead. */
export async function deletionImpact(deletion: Deletion, op: Operation): Promise<Impact[]> {
  const groups = await Promise.all(contributors.map((contribute) => contribute(deletion, op)));
  return groups.flat();
}
