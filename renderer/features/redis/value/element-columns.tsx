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
  hash: { one: 'field', many: 'fields', columns: [{ id: 'field', width: 200 }, { id: 'value', width: 520 }] },
  list: { one: 'item', many: 'items', columns: [{ id: 'value', width: 640 }] },
  set: { one: 'member', many: 'members', columns: [{ id: 'member', width: 640 }] },
  zset: { one: 'member', many: 'members', columns: [{ id: 'member', width: 420 }, { id: 'score', width: 160, isNumber: true }] },
  stream: { one: 'entry', many: 'entries', columns: [{ id: 'id', width: 190 }, { id: 'fields', width: 560 }] },
};

/** The columns of a value's grid. A stream's entry has its fields in one column; the details show them one by one. */
export function elementColumns(type: ElementType): GridColumn<ElementRow>[] {
  return shapes[type].columns.map(({ id, width, isNumber = false }, index) => ({
    id,
    title: id,
    width,
    alignsEnd: isNumber,
    render: (row) => (
      <span className={classes.value}>
        {type === 'stream' && index === 1 ? <Fields cells={row.cells} /> : <ShownCell cell={row.cells[index] ?? null} />}
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
  for (let index = 1; index + 1 < cells.length; index += 2) pairs.push([cells[index] ?? null, cells[index + 1] ?? null]);
  return pairs;
}

function fieldsText(cells: readonly Cell[]): string | null {
  const parts = cells.slice(1).map(copyText);
  return parts.includes(null) ? null : parts.join(' ');
}
