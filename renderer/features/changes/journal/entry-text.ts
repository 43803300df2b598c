import type { ChangeEntry } from '../../../../shared/contract/changes.ts';
import { formatCount, formatDate, type IconName } from '../../../ui/index.ts';
import { counted, kindsText } from '../staged-text.ts';

const shownModels = 3;

/** `Customers: 1 new, 2 edited; Orders: 1 deleted`. */
export function whatText(entry: ChangeEntry, captionOf: (storage: string, model: string) => string): string {
  const { storage, models } = entry;
  const parts = models
    .slice(0, shownModels)
    .map((changed) => `${captionOf(storage, changed.model)}: ${rowsText(changed)}`);
  const more = models.length - parts.length;
  return [...parts, ...(more > 0 ? [counted(more, 'more model')] : [])].join('; ') || 'No rows';
}

/** The store's own part, such as rows deleted by a foreign key, is told apart. */
function rowsText({ followed, ...counts }: ChangeEntry['models'][number]): string {
  return [kindsText(counts), followed > 0 ? `${formatCount(followed)} along with others` : '']
    .filter(Boolean)
    .join(', ');
}

/** Rows that taking the entry back deletes. */
export function deletedByUndo({ models }: ChangeEntry): number {
  return models.reduce((sum, { inserted }) => sum + inserted, 0);
}

/** What taking the entry back does to the other rows, all models together. */
export function undoCounts({ models }: ChangeEntry): {
  readonly overwrites: number;
  readonly bringsBack: number;
  /** Rows that the store changed or deleted along with others: they are put back as they were. */
  readonly follows: number;
} {
  return {
    overwrites: models.reduce((sum, { updated }) => sum + updated, 0),
    bringsBack: models.reduce((sum, { deleted }) => sum + deleted, 0),
    follows: models.reduce((sum, { followed }) => sum + followed, 0),
  };
}

/** Taking the entry back deletes rows or writes over values that are there: it may destroy something. */
export function undoDestroys(entry: ChangeEntry): boolean {
  const { overwrites, follows } = undoCounts(entry);
  return deletedByUndo(entry) + overwrites + follows > 0;
}

export function stateLook(entry: ChangeEntry): {
  readonly icon: IconName;
  readonly text: string;
  readonly note: string;
} {
  switch (entry.state) {
    case 'saved':
      return { icon: 'succeeded', text: 'Saved', note: '' };
    case 'pending':
      return { icon: 'loader', text: 'Being written', note: 'Its rows are being written now.' };
    case 'failed':
      return { icon: 'failed', text: 'Not saved', note: 'The store took none of it.' };
    case 'unknown':
      return {
        icon: 'warning',
        text: 'Unknown',
        note: 'Storeroom ended while it was being written, and the rows have been changed since, so that nobody can tell.',
      };
  }
}

/** The second in the chosen zone; {@link exactTime} has the rest. */
export function shortTime(time: string, timeZone: string): string {
  return formatDate(new Date(time), timeZone);
}

export function exactTime(time: string, timeZone: string): string {
  const milliseconds = /\.\d+/.exec(time)?.[0] ?? '';
  const zone = timeZone === 'local' ? 'local time' : timeZone;
  return `${shortTime(time, timeZone)}${milliseconds} ${zone}`;
}
