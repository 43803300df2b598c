import { type ReactNode, useState } from 'react';
import type { OpenEditor } from './cell-editing.ts';
import type { ColumnLayout } from './column-layout.ts';
import classes from './grid.module.css';
import type { GridColumn } from './grid-column.ts';
import type { RowState } from './grid-editing.ts';
import { GridRow } from './grid-row.tsx';
import type { RowWindow } from './row-window.ts';
import { headerRow, type Selection, selectedRange } from './selection.ts';
import type { RowWindowSnapshot } from './window-snapshot.ts';
import { rowHeight } from './window-state.ts';

/** Positions inside the layer stay small: beyond this it is anchored anew. */
const farthest = 20_000;

/**
 * Row numbers are keys relative to an epoch. Scrolling keeps it, so that rows that stay in sight stay untouched; a jump
 * moves it by as much, so that every row of the screen is filled with other values instead of being built again.
 */
function createSlots() {
  let epoch = 0;
  let last = { from: 0, to: 0 };
  let held = { serial: 0, slot: 0 };
  return {
    epochFor: (from: number, to: number): number => {
      const isJump = from >= last.to || to <= last.from;
      if (isJump) epoch += from - last.from;
      if (Math.abs(from - epoch) > farthest) epoch = from;
      last = { from, to };
      return epoch;
    },
    /** The row that is edited keeps its slot, wherever it goes: its editor must not be built again. */
    hold: (serial: number, slot: number): number => {
      if (held.serial !== serial) held = { serial, slot };
      return held.slot;
    },
  };
}

/** Far enough outside that nothing of the row of an editor is seen, near enough to stay a small number. */
const outside = 100;

/** Where the row of the editor is drawn: a row that stands nowhere is shown first, so that what was typed can be seen. */
export function editorRowIndex(index: number | null, { visibleFrom, visibleTo, offset }: Seen): number {
  if (index === null) return Math.ceil(offset / rowHeight);
  return Math.min(Math.max(index, visibleFrom - outside), visibleTo + outside);
}

type Seen = Pick<RowWindowSnapshot<unknown>, 'visibleFrom' | 'visibleTo' | 'offset'>;

export interface DrawnEditor<Row> {
  readonly open: OpenEditor<Row>;
  readonly column: number;
  readonly node: ReactNode;
}

export interface GridRowsProps<Row> {
  readonly rows: RowWindow<Row>;
  readonly snapshot: RowWindowSnapshot<Row>;
  readonly columns: readonly GridColumn<Row>[];
  readonly layout: ColumnLayout;
  readonly columnsFrom: number;
  readonly columnsTo: number;
  readonly gutter: number;
  readonly selection: Selection;
  readonly activeId: string;
  readonly rowState: ((row: Row) => RowState | null) | undefined;
  readonly rowVersion: ((row: Row) => unknown) | undefined;
  readonly editor: DrawnEditor<Row> | null;
}

export function GridRows<Row>(props: GridRowsProps<Row>) {
  const { rows, snapshot, columns, selection } = props;
  const { visibleFrom, visibleTo, offset, leading } = snapshot;
  const [slots] = useState(createSlots);
  const epoch = slots.epochFor(visibleFrom, visibleTo);
  const range = selectedRange(selection, columns.length);
  const isSingle = range !== null && range.fromRow === range.toRow && range.fromColumn === range.toColumn;
  const { active } = selection;
  const { editor } = props;
  const heldSlot = editor === null ? null : slots.hold(editor.open.serial, (editor.open.index ?? visibleFrom) - epoch);

  function draw(index: number | null, row: Row | undefined, shownAt: number, edited: DrawnEditor<Row> | null) {
    const isInRange = index !== null && range !== null && index >= range.fromRow && index <= range.toRow;
    const hasCells = isInRange && !isSingle && selection.kind === 'cells';
    const isActive = index === active.row && active.row !== headerRow;
    const slot = shownAt - epoch;
    const { columnsFrom, columnsTo } = props;
    return (
      <GridRow
        key={edited !== null ? String(heldSlot) : slot === heldSlot ? `${slot}′` : String(slot)}
        row={row}
        index={index}
        number={index === null || index < leading.length ? null : index - leading.length}
        state={row === undefined ? null : (props.rowState?.(row) ?? null)}
        version={row === undefined ? undefined : props.rowVersion?.(row)}
        top={slot * rowHeight}
        columns={columns}
        layout={props.layout}
        columnsFrom={edited === null ? columnsFrom : Math.min(columnsFrom, edited.column)}
        columnsTo={edited === null ? columnsTo : Math.max(columnsTo, edited.column + 1)}
        gutter={props.gutter}
        isNumberExact={snapshot.run?.isExact ?? true}
        isSelected={isInRange && (index === active.row || selection.kind === 'rows')}
        isRowSelected={isInRange && selection.kind === 'rows'}
        activeColumn={edited !== null ? edited.column : editor === null && isActive ? active.column : -1}
        activeId={props.activeId}
        selectedFrom={hasCells ? range.fromColumn : -1}
        selectedTo={hasCells ? range.toColumn : -1}
        editor={edited?.node ?? null}
        editorColumn={edited?.column ?? -1}
      />
    );
  }

  const drawn = [];
  // Always first: a row that changes places among the others would lose the focus that is inside.
  if (editor !== null) {
    drawn.push(draw(editor.open.index, editor.open.row, editorRowIndex(editor.open.index, snapshot), editor));
  }
  for (let index = visibleFrom; index < visibleTo; index += 1) {
    if (editor === null || index !== editor.open.index) drawn.push(draw(index, rows.row(index), index, null));
  }
  // Whole device px keep text sharp while a trackpad moves by fractions.
  const ratio = window.devicePixelRatio || 1;
  const shift = Math.round((epoch * rowHeight - offset) * ratio) / ratio;
  return (
    <div className={classes.rows} style={{ transform: `translate3d(0, ${shift}px, 0)` }} role="rowgroup">
      {drawn}
    </div>
  );
}
