import type { ClipboardEvent } from 'react';
import { type CopyText, textAfterLoading, textInMemory } from './copy-cells.ts';
import type { GridColumn } from './grid-column.ts';
import type { RowWindow } from './row-window.ts';
import { type CellRange, cellsIn } from './selection.ts';

export type CopyResult = { readonly cells: number } | { readonly error: unknown };

interface Given<Row> {
  readonly rows: RowWindow<Row>;
  readonly columns: readonly GridColumn<Row>[];
  readonly range: CellRange | null;
  readonly loadText: ((row: Row, column: string, signal: AbortSignal) => Promise<string>) | undefined;
  readonly onCopied: ((result: CopyResult) => void) | undefined;
}

export interface GridCopy {
  /** Answers the browser's own copy event: what is in memory goes onto the clipboard at once. */
  readonly onCopy: (event: ClipboardEvent) => void;
  /** The same from a menu or a button. */
  readonly copyNow: () => void;
}

export function useGridCopy<Row>({ rows, columns, range, loadText, onCopied }: Given<Row>): GridCopy {
  function copy(cells: CellRange, write: (text: string) => Promise<void> | void): void {
    const finish = async (text: CopyText) => {
      if (text.kind === 'refused') throw new Error(text.reason);
      if (text.kind === 'text') await write(text.text);
      onCopied?.({ cells: cellsIn(cells) });
    };
    const now = textInMemory(rows, columns, cells);
    const load = loadText ?? (() => Promise.reject(new Error('This value is not loaded')));
    const work =
      now.kind === 'needsLoading'
        ? textAfterLoading(rows, columns, cells, load, new AbortController().signal).then(finish)
        : finish(now);
    work.catch((error: unknown) => onCopied?.({ error }));
  }

  function onCopy(event: ClipboardEvent): void {
    if (range === null) return;
    event.preventDefault();
    let isOver = false;
    copy(range, (text) => {
      // The event's own clipboard can be written only while it is being handled.
      if (isOver) return navigator.clipboard.writeText(text);
      event.clipboardData.setData('text/plain', text);
      return undefined;
    });
    isOver = true;
  }

  function copyNow(): void {
    if (range !== null) copy(range, (text) => navigator.clipboard.writeText(text));
  }

  return { onCopy, copyNow };
}
