import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react';
import type { GridColumn } from './grid-column.ts';
import type { GridCursor } from './grid-cursor.ts';
import type { EditorMove } from './grid-editing.ts';
import type { GridHandle, GridProps, SelectedRows } from './grid-props.ts';
import { type GridCommand, gridCommand, isComposingKey, pressOf } from './keymap.ts';
import type { RowWindow } from './row-window.ts';
import { cellsIn, headerRow, selectedRange } from './selection.ts';
import type { GridCellEditor } from './use-cell-editor.tsx';
import { useStableCallback } from './use-stable-callback.ts';
import { WaitingCommand } from './waiting-command.ts';

/** What needs the active row, and waits for it. */
type RowCommand =
  | { readonly kind: 'open' | 'edit' | 'preview' | 'follow' }
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'show'; readonly id: string; readonly column: string | undefined; readonly isEdit: boolean };

interface Given<Row> {
  readonly props: GridProps<Row>;
  readonly rows: RowWindow<Row>;
  readonly columns: readonly GridColumn<Row>[];
  readonly cursor: GridCursor<Row>;
  readonly editor: GridCellEditor<Row>;
  /** Has the focus while the keyboard speaks to the grid. */
  readonly hasFocus: () => boolean;
  readonly focus: () => void;
  readonly reveal: () => void;
  /** From now on the active cell is one that a person chose, or not. */
  readonly isChosen: RefObject<boolean>;
  readonly sort: (column: number, add: boolean) => void;
  readonly resizeBy: (column: number, by: number) => void;
  readonly onCompose: () => void;
}

export interface GridCommands<Row> {
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  /** Does it to the active row, as soon as that is there. */
  readonly act: (command: RowCommand) => void;
  /** A press of the pointer ends the wait of an earlier key. */
  readonly forget: () => void;
  readonly move: (move: Exclude<EditorMove, 'stay'>) => void;
  readonly selectedRows: () => SelectedRows<Row>;
  readonly selectedCells: () => SelectedCells<Row>;
}

export type SelectedCells<Row> = ReturnType<GridHandle<Row>['selectedCells']>;

/** What keys and buttons do to a grid. */
export function useGridCommands<Row>(given: Given<Row>): GridCommands<Row> {
  const { props, rows, columns, cursor, editor, isChosen } = given;
  const { editing } = props;
  const [waiting] = useState(() => new WaitingCommand<RowCommand>());
  useEffect(() => () => waiting.cancel(), [waiting]);

  const range = () => selectedRange(cursor.selection(), columns.length);

  function act(command: RowCommand): void {
    if (command.kind === 'show') {
      show(command);
      return;
    }
    isChosen.current = true;
    cursor.choose();
    const row = cursor.activeRow();
    if (row === undefined) {
      waiting.wait(command);
      return;
    }
    waiting.cancel();
    const { active } = cursor.selection();
    const column = columns[active.column];
    if (column === undefined) return;
    switch (command.kind) {
      case 'preview':
        (props.onPreview ?? props.onOpen)?.(row);
        break;
      case 'follow':
        column.follow?.(row);
        break;
      case 'open':
        beginOr(editing?.refusal(row, column.id) ?? null, null, () => props.onOpen?.(row));
        break;
      case 'edit':
      case 'type': {
        const refusal = editing?.refusal(row, column.id) ?? null;
        const text = command.kind === 'type' ? command.text : null;
        beginOr(refusal, text, () => refusal !== null && editing?.onRefused?.(refusal));
        break;
      }
    }
  }

  function beginOr(refusal: string | null, typed: string | null, otherwise: () => void): void {
    if (editing === undefined || refusal !== null) {
      otherwise();
      return;
    }
    cursor.collapse();
    given.reveal();
    editor.begin(cursor.selection().active, typed);
  }

  function show(command: Extract<RowCommand, { kind: 'show' }>): void {
    if (!editor.close()) return;
    const index = rows.indexOf(command.id);
    if (index === -1) {
      waiting.wait(command);
      return;
    }
    waiting.cancel();
    const wanted = columns.findIndex(({ id }) => id === command.column);
    isChosen.current = true;
    cursor.select({ row: index, column: wanted === -1 ? cursor.selection().active.column : wanted });
    given.focus();
    given.reveal();
    if (command.isEdit) act({ kind: 'edit' });
  }

  // After every drawing: the row may have come with it.
  useEffect(() => {
    const { command } = waiting;
    if (command === null) return;
    if (command.kind === 'show') {
      if (rows.indexOf(command.id) !== -1) act(command);
      return;
    }
    // Whoever has gone elsewhere meanwhile is not called back.
    if (!given.hasFocus()) waiting.cancel();
    else if (cursor.activeRow() !== undefined) act(command);
  });

  const actLater = useStableCallback(act);
  function wait(command: RowCommand): void {
    act(command);
    const { uncertainForMs } = cursor;
    // Nothing else was asked for after all: the rows that are there are the ones meant.
    if (waiting.command === command && uncertainForMs > 0 && Number.isFinite(uncertainForMs)) {
      setTimeout(() => {
        if (waiting.command === command && given.hasFocus()) actLater(command);
      }, uncertainForMs + 1);
    }
  }

  function clear(): void {
    if (cursor.selection().kind === 'rows') {
      const { rows: chosen, missing } = selectedRows();
      editing?.onDeleteRows?.(chosen, missing);
      return;
    }
    const { cells, missing } = selectedCells();
    if (cells.length + missing > 0) editing?.onClear?.(cells, missing);
  }

  function perform(command: GridCommand): void {
    const { active } = cursor.selection();
    isChosen.current = command.kind !== 'selectAll';
    switch (command.kind) {
      case 'move':
        cursor.move(command.motion, command.extend, columns.length);
        break;
      case 'selectAll':
        cursor.selectAll();
        break;
      case 'collapse':
        cursor.collapse();
        break;
      case 'sort':
        given.sort(active.column, command.add);
        break;
      case 'resize':
        given.resizeBy(active.column, command.by);
        break;
      case 'clear':
        clear();
        break;
      case 'type': {
        const before = waiting.command;
        wait({ kind: 'type', text: (before?.kind === 'type' ? before.text : '') + command.text });
        return;
      }
      case 'open':
      case 'edit':
      case 'preview':
      case 'follow':
        wait({ kind: command.kind });
        return;
      case 'menu':
        return;
    }
    waiting.cancel();
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const canEdit = editing !== undefined;
    if (isComposingKey(event.nativeEvent)) {
      // The text field that takes the focus composes what this key begins.
      if (canEdit && !event.nativeEvent.isComposing) given.onCompose();
      return;
    }
    const { active } = cursor.selection();
    const command = gridCommand(pressOf(event), active.row === headerRow, canEdit);
    // The browser answers the keys of the menu with a contextmenu event.
    if (command === null || command.kind === 'menu') return;
    const cells = range();
    if (command.kind === 'collapse' && waiting.command === null && (cells === null || cellsIn(cells) <= 1)) return;
    event.preventDefault();
    event.stopPropagation();
    // An editor that can't be closed, or has not taken the focus yet, keeps its cell.
    if (editor.isOpen() && (command.kind === 'type' || !editor.close())) return;
    perform(command);
  }

  function move(to: Exclude<EditorMove, 'stay'>): void {
    const { active } = cursor.selection();
    const { rowCount } = rows.snapshot();
    isChosen.current = true;
    const last = columns.length - 1;
    if (to === 'down' || to === 'up') {
      // Up from the first row would be the header.
      if (to === 'down' || active.row > 0) cursor.move(to, false, columns.length);
    } else if (to === 'next' && active.column < last) cursor.move('right', false, columns.length);
    else if (to === 'previous' && active.column > 0) cursor.move('left', false, columns.length);
    else if (to === 'next' && active.row < rowCount - 1) cursor.select({ row: active.row + 1, column: 0 });
    else if (to === 'previous' && active.row > 0) cursor.select({ row: active.row - 1, column: last });
  }

  function selectedRows(): SelectedRows<Row> {
    const cells = range();
    const isByHeader = cursor.selection().kind === 'rows';
    if (cells === null) return { rows: [], missing: 0, isByHeader };
    return { ...rows.inMemory(cells.fromRow, cells.toRow + 1), isByHeader };
  }

  function selectedCells(): SelectedCells<Row> {
    const cells = range();
    if (cells === null) return { cells: [], missing: 0 };
    const { rows: found, missing } = rows.inMemory(cells.fromRow, cells.toRow + 1);
    const chosen = columns.slice(cells.fromColumn, cells.toColumn + 1);
    return { cells: found.flatMap((row) => chosen.map(({ id }) => ({ row, column: id }))), missing };
  }

  return { onKeyDown, act, forget: () => waiting.cancel(), move, selectedRows, selectedCells };
}
