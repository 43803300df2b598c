import type { Cell } from '../../../../shared/domain/cell.ts';
import { realText } from '../query/real-text.ts';
import type { RawCell } from './protocol.ts';

/**
 * Many cells in a few flat values. The structured clone between threads takes them about as they lie; an array of
 * the cells themselves took it four times as long as everything else a page needs.
 */
export interface PackedCells {
  /** What each cell is. */
  readonly kinds: Uint8Array;
  /** All texts, one after the other. */
  readonly text: string;
  /** The length of each text. */
  readonly lengths: Uint32Array;
  readonly integers: BigInt64Array;
  readonly reals: Float64Array;
  /** Cells of other kinds: bytes and cut values. */
  readonly others: readonly RawCell[];
}

const kind = { null: 0, text: 1, integer: 2, real: 3, other: 4 } as const;

/** Takes cells one by one. */
export interface CellPacker {
  add(cell: RawCell): void;
  finish(): PackedCells;
}

/** Work space of this thread: making it anew for each page would take longer than filling it. */
let space = makeSpace(4096);

function makeSpace(cells: number) {
  return {
    kinds: new Uint8Array(cells),
    lengths: new Uint32Array(cells),
    integers: new BigInt64Array(cells),
    reals: new Float64Array(cells),
  };
}

/** One packer at a time: they share their work space. @param capacity how many cells will be added at most. */
export function createPacker(capacity: number): CellPacker {
  if (capacity > space.kinds.length) space = makeSpace(capacity * 2);
  const { kinds, lengths, integers, reals } = space;
  const others: RawCell[] = [];
  let text = '';
  let cells = 0;
  let texts = 0;
  let integerCount = 0;
  let realCount = 0;
  return {
    add: (cell) => {
      if (typeof cell === 'string') {
        kinds[cells] = kind.text;
        lengths[texts] = cell.length;
        texts += 1;
        text += cell;
      } else if (typeof cell === 'bigint') {
        kinds[cells] = kind.integer;
        integers[integerCount] = cell;
        integerCount += 1;
      } else if (typeof cell === 'number') {
        kinds[cells] = kind.real;
        reals[realCount] = cell;
        realCount += 1;
      } else if (cell === null) {
        kinds[cells] = kind.null;
      } else {
        kinds[cells] = kind.other;
        others.push(cell);
      }
      cells += 1;
    },
    // Copies of what was used: a view would send its whole buffer along.
    finish: () => ({
      kinds: kinds.slice(0, cells),
      text,
      lengths: lengths.slice(0, texts),
      integers: integers.slice(0, integerCount),
      reals: reals.slice(0, realCount),
      others,
    }),
  };
}

/** The cells of one pack, then those of the other. */
export function joinPacked(a: PackedCells, b: PackedCells): PackedCells {
  return {
    kinds: Uint8Array.from([...a.kinds, ...b.kinds]),
    text: a.text + b.text,
    lengths: Uint32Array.from([...a.lengths, ...b.lengths]),
    integers: BigInt64Array.from([...a.integers, ...b.integers]),
    reals: Float64Array.from([...a.reals, ...b.reals]),
    others: [...a.others, ...b.others],
  };
}

/** The cells again, row by row, as the contract has them: a real as its exact text. */
export function unpackRows(packed: PackedCells, width: number, rowCount: number): Cell[][] {
  const { kinds, text, lengths, integers, reals, others } = packed;
  const rows: Cell[][] = [];
  let textStart = 0;
  let texts = 0;
  let integerCount = 0;
  let realCount = 0;
  let otherCount = 0;
  let at = 0;
  while (rows.length < rowCount) {
    const row: Cell[] = [];
    for (const end = at + width; at < end; at += 1) {
      switch (kinds[at]) {
        case kind.text: {
          const length = lengths[texts] ?? 0;
          row.push(text.slice(textStart, textStart + length));
          textStart += length;
          texts += 1;
          break;
        }
        case kind.integer:
          row.push(integers[integerCount] ?? 0n);
          integerCount += 1;
          break;
        case kind.real:
          row.push({ kind: 'real', text: realText(reals[realCount] ?? 0) });
          realCount += 1;
          break;
        case kind.other:
          row.push(toCell(others[otherCount] ?? null));
          otherCount += 1;
          break;
        default:
          row.push(null);
      }
    }
    rows.push(row);
  }
  return rows;
}

function toCell(raw: RawCell): Cell {
  return typeof raw === 'number' ? { kind: 'real', text: realText(raw) } : raw;
}
