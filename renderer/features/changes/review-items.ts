import {
  countStaged,
  type StagedCounts,
  type StagedEdits,
  type StagedEntry,
  type StagedTable,
} from '../../../shared/domain/staged-edits.ts';

/** A line of the review: the heading of a model, or one staged row of it. */
export type ReviewItem =
  | { readonly kind: 'model'; readonly table: StagedTable; readonly counts: StagedCounts }
  | { readonly kind: 'row'; readonly table: StagedTable; readonly entry: StagedEntry };

/** Grouped by model: new rows as they stand, then the others in the order in which they were first edited. */
export function reviewItems(
  tables: StagedEdits['tables'],
  isShown: (entry: StagedEntry) => boolean = () => true,
): readonly ReviewItem[] {
  return [...tables.values()].flatMap((table): ReviewItem[] => {
    const created = table.newOrder.flatMap((id) => table.entries.get(id) ?? []);
    const stored = [...table.entries.values()]
      .filter(({ kind }) => kind !== 'insert')
      .sort((a, b) => numberOf(a.change) - numberOf(b.change));
    const rows = [...created, ...stored].filter(isShown);
    if (rows.length === 0) return [];
    const counts = countStaged({ tables: new Map([['', table]]) });
    return [{ kind: 'model', table, counts }, ...rows.map((entry): ReviewItem => ({ kind: 'row', table, entry }))];
  });
}

function numberOf(change: string): number {
  return Number(/\d+$/.exec(change)?.[0] ?? 0);
}
