import type { ChangeEntry } from '../../../shared/contract/changes.ts';
import type { RowImage } from '../storage/connector.ts';

type ModelSummary = ChangeEntry['models'][number];

/** Rows by model, the most changed first. */
export function summarise(images: readonly RowImage[]): ModelSummary[] {
  const byModel = new Map<string, ModelSummary>();
  for (const { model, kind, followed } of images) {
    const summary = byModel.get(model) ?? { model, inserted: 0, updated: 0, deleted: 0, followed: 0 };
    byModel.set(model, summary);
    if (followed) summary.followed += 1;
    else if (kind === 'insert') summary.inserted += 1;
    else if (kind === 'update') summary.updated += 1;
    else summary.deleted += 1;
  }
  const size = ({ inserted, updated, deleted, followed }: ModelSummary) => inserted + updated + deleted + followed;
  // The sort is stable: models of the same size stay in the order in which they were written.
  return [...byModel.values()].sort((a, b) => size(b) - size(a));
}

/** Reads what {@link summarise} made and the journal kept. */
export function parseSummary(text: string): ModelSummary[] {
  return JSON.parse(text) as ModelSummary[];
}
