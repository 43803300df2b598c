import type { CellState, RowState } from './grid-editing.ts';

/** What a screen reader says of a row, and of a cell, beside what colours and marks show. */
export const rowStateText: Readonly<Record<RowState, string>> = {
  new: 'New row, not saved',
  edited: 'Edited, not saved',
  deleted: 'Will be deleted',
  conflict: 'Conflict',
  saved: 'Saved',
};

export const cellStateText: Readonly<Record<CellState, string>> = {
  edited: 'Edited',
  invalid: 'Not valid',
  conflict: 'Conflict',
};

export function joinTexts(texts: readonly (string | null | undefined)[]): string | undefined {
  const said = texts.filter((text) => text !== undefined && text !== null && text !== '');
  return said.length === 0 ? undefined : said.join(', ');
}
