import type { KeyDetails } from '../../../../shared/contract/redis.ts';
import { type Cell, cellText, isWhole } from '../../../../shared/domain/cell.ts';
import type { GridColumn } from '../../../grid/index.ts';
import { formatBytes } from '../../../ui/index.ts';
import classes from './element-grid.module.css';
import type { ElementRow } from './element-source.ts';
import { ShownCell } from './shown-cell.tsx';

export type ElementType = Exclude<KeyDetails['type'], 'string' | 'none' | 'other'>;

interface Shape {
  /** One element, in a sentence. */
  readonly one: string;
  readonly many: string;
  readonly columns: readonly { readonly id: string; readonly width: number; readonly isNumber?: boolean }[];
}

export const shapes: Readonly<Record<ElementType, Shape>> = {
  hash: {
    one: 'field',
    many: 'fields',
    columns: [
      { id: 'field', width: 200 },
      { id: 'value', width: 520 },
    ],
  },
  list: { one: 'item', many: 'items', columns: [{ id: 'value', width: 640 }] },
  set: { one: 'member', many: 'members', columns: [{ id: 'member', width: 640 }] },
  zset: {
    one: 'member',
    many: 'members',
    columns: [
      { id: 'member', width: 420 },
      { id: 'score', width: 200, isNumber: true },
    ],
  },
  stream: {
    one: 'entry',
    many: 'entries',
    columns: [
      { id: 'id', width: 190 },
      { id: 'fields', width: 560 },
    ],
  },
};

/** Beside the columns: row numbers and the scrollbar. */
const besideColumns = 60;

/** The columns of a value's grid; the widest one fills the panel. A stream's entry has its fields in one column; the details show them one by one. */
export function elementColumns(type: ElementType, panelWidth: number): GridColumn<ElementRow>[] {
  const { columns } = shapes[type];
  const widest = columns.reduce((a, b) => (b.width > a.width ? b : a));
  const others = columns.reduce((sum, column) => (column === widest ? sum : sum + column.width), besideColumns);
  return columns.map(({ id, width, isNumber = false }, index) => ({
    id,
    title: id,
    width: id === widest.id ? Math.max(260, panelWidth - others) : width,
    alignsEnd: isNumber,
    render: (row, { width: room }) => (
      <span className={classes.value}>
        {type === 'stream' && index === 1 ? (
          <Fields cells={row.cells} />
        ) : isNumber ? (
          <NumberText text={cellText(row.cells[index] ?? null)} room={room} />
        ) : (
          <ShownCell cell={row.cells[index] ?? null} />
        )}
      </span>
    ),
    describe: (row) => sizeOf(row.cells[index]),
    copyText: (row) => (type === 'stream' && index === 1 ? fieldsText(row.cells) : copyText(row.cells[index] ?? null)),
  }));
}

function sizeOf(cell: Cell | undefined): string | undefined {
  return cell && typeof cell === 'object' && cell.kind === 'cut' ? `cut, ${formatBytes(cell.sizeBytes)}` : undefined;
}

function copyText(cell: Cell): string | null {
  return isWhole(cell) ? cellText(cell) : null;
}

/** Width of a digit of the fixed-width face at the grid's size, in CSS px. */
const digitWidth = 7.5;

/** A number that does not fit is not cut: its beginning would read as another number. */
function NumberText({ text, room }: { text: string; room: number }) {
  if (text.length * digitWidth <= room) return text;
  return (
    <span className={classes.tooWide} title={text}>
      <span className={classes.unseen}>{text}</span>
    </span>
  );
}

function Fields({ cells }: { cells: readonly Cell[] }) {
  return pairsOf(cells).map(([field, value], index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the fields of an entry never change places.
    <span key={index} className={classes.pair}>
      <span className={classes.name}>
        <ShownCell cell={field} />
      </span>{' '}
      <ShownCell cell={value} />
    </span>
  ));
}

/** Field and value of a stream's entry: everything after its id. */
export function pairsOf(cells: readonly Cell[]): [Cell, Cell][] {
  const pairs: [Cell, Cell][] = [];
  for (let index = 1; index + 1 < cells.length; index += 2)
    pairs.push([cells[index] ?? null, cells[index + 1] ?? null]);
  return pairs;
}

function fieldsText(cells: readonly Cell[]): string | null {
  const parts = cells.slice(1).map(copyText);
  return parts.includes(null) ? null : parts.join(' ');
}
