import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTsv } from './clipboard.ts';
import type { GridColumn } from './grid-column.ts';
import { pastedTable, pasteTarget } from './paste-cells.ts';
import { RowWindow } from './row-window.ts';
import { answered, type FakeRow } from './testing/fake-source.ts';
import { tableSource } from './testing/table-source.ts';
import { rowHeight } from './window-state.ts';

const columns: readonly GridColumn<FakeRow>[] = ['a', 'b', 'c'].map((id) => ({
  id,
  title: id,
  width: 100,
  render: () => null,
  copyText: () => null,
}));

async function open(count: number): Promise<RowWindow<FakeRow>> {
  const rows = new RowWindow(tableSource(Array.from({ length: count }, (_, index) => index)), {
    kind: 'exact',
    value: count,
  });
  rows.setViewportHeight(10 * rowHeight);
  for (let round = 0; round < 20; round += 1) await answered();
  return rows;
}

async function paste(
  text: string,
  at: { row: number; column: number; rows?: number; columns?: number; isByHeader?: boolean },
  count = 5,
) {
  const toRow = at.row + (at.rows ?? 1) - 1;
  const toColumn = at.column + (at.columns ?? 1) - 1;
  return pasteTarget({
    rows: await open(count),
    columns,
    range: { fromRow: at.row, toRow, fromColumn: at.column, toColumn },
    isByHeader: at.isByHeader === true,
    table: pastedTable(text, false),
    text,
  });
}

const hits = (target: Awaited<ReturnType<typeof paste>>) =>
  target?.cells.map(({ row, column, text }) => `${row.place}${column}=${text}`).join(' ');

describe('pasting', () => {
  it('goes from the active cell as far as it reaches, and says what does not fit', async () => {
    const target = await paste('1\t2\n3\t4\n5\t6', { row: 3, column: 1 });
    expect(hits(target)).toBe('3b=1 3c=2 4b=3 4c=4');
    expect(target).toMatchObject({ linesBeyond: 1, columnsBeyond: 0, missingRows: 0, rowIndex: 3, column: 'b' });
    expect(await paste('1\t2\t3', { row: 0, column: 1 })).toMatchObject({ columnsBeyond: 1 });
  });

  it('fills a selection that it fits into', async () => {
    expect(hits(await paste('x', { row: 0, column: 0, rows: 2, columns: 2 }))).toBe('0a=x 0b=x 1a=x 1b=x');
    expect(hits(await paste('x\ny', { row: 0, column: 0, rows: 4 }))).toBe('0a=x 1a=y 2a=x 3a=y');
    expect(hits(await paste('x\ny', { row: 0, column: 0, rows: 3 }))).toBe('0a=x 1a=y');
  });

  it('does not fill whole rows with one cell', async () => {
    const rows = { row: 1, column: 0, rows: 2, columns: 3, isByHeader: true };
    expect(hits(await paste('x', rows))).toBe('1a=x');
    expect(hits(await paste('x\ty\tz', rows))).toBe('1a=x 1b=y 1c=z 2a=x 2b=y 2c=z');
  });

  it('pastes nothing where a shorter line has nothing', async () => {
    expect(hits(await paste('1\t2\n3', { row: 0, column: 0 }))).toBe('0a=1 0b=2 1a=3');
  });

  it('counts rows that are not in memory', async () => {
    const lines = Array.from({ length: 4000 }, (_, index) => String(index)).join('\n');
    const target = await paste(lines, { row: 0, column: 0 }, 5000);
    expect((target?.cells.length ?? 0) + (target?.missingRows ?? 0)).toBe(4000);
    expect(target?.missingRows).toBeGreaterThan(0);
  });

  it('is nothing without a text, or below the last row', async () => {
    expect(await paste('', { row: 0, column: 0 })).toBeNull();
    expect(await paste('x', { row: 5, column: 0 })).toBeNull();
  });
});

describe('what was copied', () => {
  it('is pasted cell for cell, one cell alone as well', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', '\t', '\n', '\r', 'ž', ' ') });
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 3 })
          .chain((width) =>
            fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 3 }),
          ),
        (table) => {
          const isOneCell = table.length === 1 && table[0]?.length === 1;
          expect(pastedTable(formatTsv(table), isOneCell)).toEqual(table);
        },
      ),
    );
  });
});
