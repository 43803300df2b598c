import type { StagedCounts } from '../../../shared/domain/staged-edits.ts';
import { formatCount } from '../../ui/index.ts';

/** `1 row`, `12,480 rows`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

export function stagedCountText(total: number): string {
  return counted(total, 'staged change');
}

/** `1 new, 2 edited, 3 deleted`; kinds of which there are none are left out. */
export function kindsText({ inserted, updated, deleted }: Omit<StagedCounts, 'total'>): string {
  return [
    inserted > 0 ? `${formatCount(inserted)} new` : '',
    updated > 0 ? `${formatCount(updated)} edited` : '',
    deleted > 0 ? `${formatCount(deleted)} deleted` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** What came back, what had been written before its window ended, and what stands in the way of the rest. */
export function restoredText(
  { count, savedBefore }: { count: number; savedBefore: readonly string[] },
  problems: number,
): string {
  const saved = savedBefore.length > 0 ? `The changes of ${savedBefore.join(', ')} had been saved` : '';
  const trouble = problems > 0 ? `, ${counted(problems, 'problem')}` : '';
  const restored = `estored ${stagedCountText(count)}${trouble}`;
  if (saved === '') return `R${restored}`;
  return count === 0 ? saved : `${saved}; r${restored}`;
}
