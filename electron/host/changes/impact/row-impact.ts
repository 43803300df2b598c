import type { ImpactContributor } from './contributor.ts';

/** What the store's foreign keys do to other rows. */
export const rowImpact: ImpactContributor = async ({ storage: { session, write }, model, keys }, op) => {
  const impacts = await write.impact(model, keys, op);
  if (impacts.length === 0) return [];
  const captions = new Map((await session.list(op)).map(({ id, caption }) => [id, caption]));
  return impacts.map((impact) => ({
    ...impact,
    contributor: 'rows',
    title: captions.get(impact.model) ?? impact.model,
  }));
};
