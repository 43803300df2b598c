import { createPacker, type PackedCells } from '../packed-cells.ts';
import { probedRows } from '../probe.ts';
import type { RawCell, SqliteTasks, StoredValue, WindowLayout, WindowRequest, WindowResult } from '../protocol.ts';
import { wideColumns, wideWidth } from '../wide-form.ts';
import { bytesCell, type DriverValue, isPlainText, storedValue, textCell, wideCell } from './decode.ts';
import { TimeIsOver } from './live.ts';
import type { Reader } from './reader.ts';

type WindowInput = SqliteTasks['window']['input'];
type Row = readonly DriverValue[];

/** Previews of big values are fetched as long as this lasts; the rest of the page comes without. */
const previewTimeMs = 8;

/** Reads windows of rows, all from the same state of the file. */
export function readWindows(reader: Reader, input: WindowInput): readonly WindowResult[] {
  reader.live.setDeadline(input.deadlineMs);
  return reader.reading(() => input.windows.map((window) => readWindow(reader, input.layout, window)));
}

function readWindow(reader: Reader, layout: WindowLayout, window: WindowRequest): WindowResult {
  const { rows, stopped } = reader.live.hasDeadline
    ? collect(reader, window)
    : { rows: collectAll(reader, window), stopped: null };
  const hasMore = rows.length > window.limit;
  if (hasMore) rows.length = window.limit;
  // The place where time ran out is after the last row in the direction of the walk.
  const at = stopped ? stoppedAt(reader, layout, rows.at(-1)) : null;
  if (window.reversed) rows.reverse();
  const decode = layout.form === 'narrow' ? narrowDecoder(reader, layout) : wideDecoder(reader);
  const cells = decodeAll(rows, [...layout.cells, ...layout.key], decode);
  const firstRow = rows[0];
  const lastRow = rows.at(-1);
  return {
    rowCount: rows.length,
    cells,
    first: firstRow ? cursorOf(reader, layout, firstRow) : null,
    last: lastRow ? cursorOf(reader, layout, lastRow) : null,
    hasMore,
    stopped: stopped ? { scannedRows: stopped.scannedRows, at } : null,
  };
}

function decodeAll(rows: readonly Row[], positions: readonly number[], decode: Decoder): PackedCells {
  const packer = createPacker(rows.length * positions.length);
  for (const row of rows) for (const position of positions) packer.add(decode(row, position));
  return packer.finish();
}

/** A window that can't run out of time gets its rows in one call, which is quicker than row by row. */
function collectAll(reader: Reader, window: WindowRequest): Row[] {
  const wanted = window.limit + 1;
  let rows: Row[] = [];
  for (const segment of window.segments) {
    const more = reader.prepare(segment.text).all(...segment.values, BigInt(wanted - rows.length));
    rows = rows.length === 0 ? more : rows.concat(more);
    if (rows.length >= wanted) break;
  }
  return rows;
}

function collect(reader: Reader, window: WindowRequest): { rows: Row[]; stopped: { scannedRows: number } | null } {
  const rows: Row[] = [];
  const wanted = window.limit + 1;
  reader.live.restart();
  try {
    for (const segment of window.segments) {
      reader.live.check();
      for (const row of reader.prepare(segment.text).iterate(...segment.values, BigInt(wanted - rows.length))) {
        rows.push(row);
        reader.live.forgetPlace();
      }
      if (rows.length >= wanted) break;
    }
  } catch (error) {
    if (!(error instanceof TimeIsOver)) throw error;
    return { rows, stopped: { scannedRows: Math.max(reader.live.calls * probedRows, rows.length) } };
  }
  return { rows, stopped: null };
}

function stoppedAt(reader: Reader, layout: WindowLayout, lastRow: Row | undefined): readonly StoredValue[] | null {
  const place = reader.live.place;
  if (place === null) return lastRow ? cursorOf(reader, layout, lastRow) : null;
  if (layout.form === 'narrow') return orderValues(reader, layout, place[0] ?? null);
  // Text came through a function call and may have lost what makes it exact: then the last row found must do.
  const isExact = place.every((value) => typeof value !== 'string' || isPlainText(value));
  if (!isExact || layout.order.length === 0) return lastRow ? cursorOf(reader, layout, lastRow) : null;
  return place.map((value) => (Buffer.isBuffer(value) ? Uint8Array.from(value) : value));
}

function cursorOf(reader: Reader, layout: WindowLayout, row: Row): readonly StoredValue[] | null {
  if (layout.form === 'narrow') return orderValues(reader, layout, row[0] ?? null);
  if (layout.order.length === 0) return null;
  return layout.order.map((name) => {
    const base = layout.fields.findIndex((field) => field.name === name && field.whole) * wideWidth;
    return storedValue(row[base] ?? null, row[base + 1] ?? null, reader.encoding);
  });
}

/** The cursor of the row with this rowid. */
function orderValues(reader: Reader, layout: WindowLayout, rowid: DriverValue): readonly StoredValue[] | null {
  if (layout.order.length === 0) return null;
  if (layout.order.length === 1 && layout.order[0] === layout.rowid) return [typeof rowid === 'bigint' ? rowid : null];
  const columns = layout.order.map((name) => wideColumns(name, 'none')).join(', ');
  const row = reader.prepare(`SELECT ${columns} FROM ${layout.table} WHERE ${layout.rowid} = ?`).get(rowid);
  if (!row) return null;
  return layout.order.map((_, position) =>
    storedValue(row[position * wideWidth] ?? null, row[position * wideWidth + 1] ?? null, reader.encoding),
  );
}

type Decoder = (row: Row, position: number) => RawCell;

function wideDecoder(reader: Reader): Decoder {
  return (row, position) => {
    const base = position * wideWidth;
    return wideCell(row[base] ?? null, row[base + 1] ?? null, row[base + 2] ?? null, reader);
  };
}

function narrowDecoder(reader: Reader, layout: WindowLayout): Decoder {
  const previewsUntil = performance.now() + previewTimeMs;
  const lookUp = (rowid: DriverValue, position: number): RawCell => {
    const field = layout.fields[position];
    if (!field) throw new Error(`No field at position ${position} of the window`);
    const cut = field.whole ? 'none' : performance.now() < previewsUntil ? 'preview' : 'size';
    const sql = `SELECT ${wideColumns(field.name, cut)} FROM ${layout.table} WHERE ${layout.rowid} = ?`;
    const [value = null, type = null, size = null] = reader.prepare(sql).get(rowid) ?? [];
    return wideCell(value, type, size, reader);
  };
  const wholeFields = layout.fields.map(({ whole }) => whole);
  return (row, position) => {
    const value = row[position + 1] ?? null;
    if (typeof value === 'string') {
      if (!isPlainText(value)) return lookUp(row[0] ?? null, position);
      return value.length <= reader.previewCharacters || wholeFields[position] ? value : textCell(value, reader);
    }
    if (value === null || typeof value !== 'object') return value;
    if (value.length === reader.cutToken.length && value.equals(reader.cutToken))
      return lookUp(row[0] ?? null, position);
    return wholeFields[position] ? { kind: 'bytes', hex: value.toString('hex') } : bytesCell(value, reader);
  };
}
