import type { ClipboardEvent } from 'react';
import { isOfEditor } from './cell-editor-host.tsx';
import { type CopyText, textAfterLoading, textInMemory } from './copy-cells.ts';
import type { GridColumn } from './grid-column.ts';
import type { GridEditing } from './grid-editing.ts';
import { cellsFormat, pastedTable, pasteTarget } from './paste-cells.ts';
import type { RowWindow } from './row-window.ts';
import { type CellRange, cellsIn } from './selection.ts';
import type { SelectedCells } from './use-grid-commands.ts';

export type CopyResult = { readonly cells: number } | { readonly error: unknown };

interface Given<Row> {
  readonly rows: RowWindow<Row>;
  readonly columns: readonly GridColumn<Row>[];
  readonly range: CellRange | null;
  readonly isByHeader: boolean;
  readonly editing: GridEditing<Row> | undefined;
  readonly selectedCells: () => SelectedCells<Row>;
  readonly loadText: ((row: Row, column: string, signal: AbortSignal) => Promise<string>) | undefined;
  readonly onCopied: ((result: CopyResult) => void) | undefined;
}

export interface GridClipboard {
  /** Answers the browser's own copy event: what is in memory goes onto the clipboard at once. */
  readonly onCopy: (event: ClipboardEvent) => void;
  /** The same from a menu or a button. */
  readonly copyNow: () => void;
  /** Copies, then clears as Delete does. */
  readonly onCut: (event: ClipboardEvent) => void;
  readonly onPaste: (event: ClipboardEvent) => void;
}

/** The last single cell that was copied where no second format can be written beside the text. */
let lastCell: string | null = null;

export function useGridClipboard<Row>(given: Given<Row>): GridClipboard {
  const { rows, columns, range, loadText, onCopied } = given;

  function copy(cells: CellRange, write: (text: string) => Promise<void> | void, onDone?: () => void): void {
    const finish = async (text: CopyText) => {
      if (text.kind === 'refused') throw new Error(text.reason);
      if (text.kind === 'text') {
        await write(text.text);
        lastCell = cellsIn(cells) === 1 ? text.text : null;
      }
      onCopied?.({ cells: cellsIn(cells) });
      onDone?.();
    };
    const now = textInMemory(rows, columns, cells);
    const load = loadText ?? (() => Promise.reject(new Error('This value is not loaded')));
    const work =
      now.kind === 'needsLoading'
        ? textAfterLoading(rows, columns, cells, load, new AbortController().signal).then(finish)
        : finish(now);
    work.catch((error: unknown) => onCopied?.({ error }));
  }

  function answer(event: ClipboardEvent, onDone?: () => void): void {
    if (range === null || isOfEditor(event)) return;
    event.preventDefault();
    let isOver = false;
    const write = (text: string) => {
      // The event's own clipboard can be written only while it is being handled.
      if (isOver) return navigator.clipboard.writeText(text);
      event.clipboardData.setData('text/plain', text);
      event.clipboardData.setData(cellsFormat, cellsIn(range) === 1 ? 'one' : 'table');
      return undefined;
    };
    copy(range, write, onDone);
    isOver = true;
  }

  function onCut(event: ClipboardEvent): void {
    const { editing } = given;
    if (editing?.onClear === undefined || given.isByHeader) return;
    // Those that are copied, even when the selection moves on while a value is read.
    const { cells, missing } = given.selectedCells();
    answer(event, () => editing.onClear?.(cells, missing));
  }

  function copyNow(): void {
    if (range !== null) copy(range, (text) => navigator.clipboard.writeText(text));
  }

  function onPaste(event: ClipboardEvent): void {
    const { editing } = given;
    if (range === null || editing?.onPaste === undefined || isOfEditor(event)) return;
    event.preventDefault();
    const text = event.clipboardData.getData('text/plain');
    const format = event.clipboardData.getData(cellsFormat);
    const table = pastedTable(text, format === '' ? text === lastCell : format === 'one');
    const target = pasteTarget({ rows, columns, range, isByHeader: given.isByHeader, table, text });
    if (target !== null) editing.onPaste(table, target);
  }

  return { onCopy: (event) => answer(event), copyNow, onCut, onPaste };
}
