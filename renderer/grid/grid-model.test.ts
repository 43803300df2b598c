import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTsv, parseTsv } from './clipboard.ts';
import { columnAt, layOutColumns, revealColumn, visibleColumns } from './column-layout.ts';
import { editorCommand, gridCommand, type KeyPress } from './keymap.ts';
import { initialSelection, motions, reduceSelection, selectCell, selectedRange } from './selection.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe('formatTsv', () => {
  it('gives a single cell unchanged', () => {
    expect(formatTsv([['a\t"b"\nc']])).toBe('a\t"b"\nc');
  });

  it('is read back cell for cell', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', '\t', '\n', '\r', 'ž', '💡', ' ') });
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.infiniteStream(cell),
        (columns, rows, cells) => {
          const table = Array.from({ length: rows }, () =>
            Array.from({ length: columns }, () => cells.next().value ?? ''),
          );
          expect(parseTsv(formatTsv(table))).toEqual(table);
        },
      ),
    );
  });

  it('reads what spreadsheets write', () => {
    expect(parseTsv('a\tb\r\n1\t"x\ny"\r\n')).toEqual([
      ['a', 'b'],
      ['1', 'x\ny'],
    ]);
  });
});

describe('gridCommand', () => {
  it.each([
    ['ArrowDown', {}, { kind: 'move', motion: 'down', extend: false }],
    ['ArrowRight', { shiftKey: true }, { kind: 'move', motion: 'right', extend: true }],
    ['PageDown', {}, { kind: 'move', motion: 'pageDown', extend: false }],
    ['End', {}, { kind: 'move', motion: 'lastRow', extend: false }],
    ['End', { ctrlKey: true }, { kind: 'move', motion: 'lastCell', extend: false }],
    ['ArrowLeft', { ctrlKey: true }, { kind: 'move', motion: 'firstColumn', extend: false }],
    ['a', { ctrlKey: true }, { kind: 'selectAll' }],
    ['a', { metaKey: true }, { kind: 'selectAll' }],
    ['Enter', {}, { kind: 'open' }],
    [' ', {}, { kind: 'preview' }],
  ])('takes %s with %o', (key, held, command) => {
    expect(gridCommand(press(key, held), false)).toEqual(command);
  });

  it('sorts and resizes in the header', () => {
    expect(gridCommand(press('Enter', { shiftKey: true }), true)).toEqual({ kind: 'sort', add: true });
    expect(gridCommand(press('ArrowLeft', { shiftKey: true }), true)).toEqual({ kind: 'resize', by: -10 });
    expect(gridCommand(press('ArrowDown'), true)).toEqual({ kind: 'move', motion: 'down', extend: false });
  });

  it('leaves keys of the window alone', () => {
    for (const key of ['k', 'w', 'f', 's', 'c']) expect(gridCommand(press(key, { ctrlKey: true }), false)).toBeNull();
    expect(gridCommand(press('ArrowLeft', { altKey: true }), false)).toBeNull();
    expect(gridCommand(press('a'), false)).toBeNull();
  });
});

describe('gridCommand where cells can be edited', () => {
  const command = (key: string, held: Partial<KeyPress> = {}) => gridCommand(press(key, held), false, true);

  it.each([
    ['F2', {}, { kind: 'edit' }],
    ['Enter', {}, { kind: 'open' }],
    ['a', {}, { kind: 'type', text: 'a' }],
    ['A', { shiftKey: true }, { kind: 'type', text: 'A' }],
    ['?', { shiftKey: true }, { kind: 'type', text: '?' }],
    ['ō', {}, { kind: 'type', text: 'ō' }],
    ['💡', {}, { kind: 'type', text: '💡' }],
    ['€', { ctrlKey: true, altKey: true, isAltGraph: true }, { kind: 'type', text: '€' }],
    ['Delete', {}, { kind: 'clear' }],
    ['Backspace', {}, { kind: 'clear' }],
    [' ', {}, { kind: 'preview' }],
  ])('takes %s with %o', (key, held, expected) => {
    expect(command(key, held)).toEqual(expected);
  });

  it('types nothing with Ctrl, Alt or Cmd, nor with keys that have a name', () => {
    for (const held of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }]) {
      expect(command('z', held)).toBeNull();
      expect(command('v', held)).toBeNull();
    }
    for (const key of ['Dead', 'Process', 'Shift', 'F5', 'CapsLock', 'Tab']) expect(command(key)).toBeNull();
    expect(command('Delete', { shiftKey: true })).toBeNull();
  });

  it('does not edit the header', () => {
    for (const key of ['a', 'F2', 'Delete']) expect(gridCommand(press(key), true, true)).toBeNull();
  });
});

describe('editorCommand', () => {
  it.each([
    ['Enter', {}, { kind: 'finish', move: 'down' }],
    ['Enter', { shiftKey: true }, { kind: 'finish', move: 'up' }],
    ['Enter', { ctrlKey: true }, { kind: 'finish', move: 'stay' }],
    ['Tab', {}, { kind: 'finish', move: 'next' }],
    ['Tab', { shiftKey: true }, { kind: 'finish', move: 'previous' }],
    ['Escape', {}, { kind: 'cancel' }],
    ['s', { ctrlKey: true }, { kind: 'leave' }],
    ['k', { ctrlKey: true }, { kind: 'leave' }],
  ])('takes %s with %o', (key, held, command) => {
    expect(editorCommand(press(key, held), false)).toEqual(command);
  });

  it('leaves to the text what belongs to it', () => {
    for (const key of ['a', 'ArrowLeft', 'Home', 'Delete', ' ', 'F5', 'PageDown'])
      expect(editorCommand(press(key), false)).toBeNull();
    for (const key of ['a', 'c', 'V', 'x', 'z', 'Z', 'y', 'ArrowRight', 'Backspace', 'Control'])
      expect(editorCommand(press(key, { ctrlKey: true }), false)).toBeNull();
    // A line break in a longer text, and the third level of a keyboard.
    expect(editorCommand(press('Enter', { altKey: true }), false)).toBeNull();
    expect(editorCommand(press('@', { ctrlKey: true, altKey: true, isAltGraph: true }), false)).toBeNull();
    // Ctrl moves in text on a Mac.
    expect(editorCommand(press('k', { ctrlKey: true }), true)).toBeNull();
    expect(editorCommand(press('s', { metaKey: true }), true)).toEqual({ kind: 'leave' });
  });
});

describe('selection', () => {
  const extent = { rowCount: 100, columnCount: 8, rowsPerPage: 24 };

  it('stays inside the grid, whatever is pressed', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...motions), fc.boolean())), (steps) => {
        let selection = initialSelection;
        for (const [motion, extend] of steps)
          selection = reduceSelection(selection, { kind: 'move', motion, extend, extent });
        expect(selection.active.row).toBeGreaterThanOrEqual(-1);
        expect(selection.active.row).toBeLessThan(100);
        expect(selection.active.column).toBeGreaterThanOrEqual(0);
        expect(selection.active.column).toBeLessThan(8);
        expect(selection.anchor.row === -1 && selection.active.row !== -1).toBe(false);
      }),
    );
  });

  it('spans a rectangle from its anchor', () => {
    const start = selectCell({ row: 5, column: 3 });
    const up = reduceSelection(start, { kind: 'move', motion: 'up', extend: true, extent });
    const left = reduceSelection(up, { kind: 'move', motion: 'firstColumn', extend: true, extent });
    expect(selectedRange(left, 8)).toEqual({ fromRow: 4, toRow: 5, fromColumn: 0, toColumn: 3 });
  });

  it('takes whole rows by their headers', () => {
    const first = reduceSelection(initialSelection, {
      kind: 'select',
      cell: { row: 2, column: 0 },
      extend: false,
      rows: true,
    });
    const more = reduceSelection(first, { kind: 'select', cell: { row: 7, column: 0 }, extend: true, rows: true });
    expect(selectedRange(more, 8)).toEqual({ fromRow: 2, toRow: 7, fromColumn: 0, toColumn: 7 });
  });

  it('goes with its rows when they get other numbers', () => {
    const moved = reduceSelection(selectCell({ row: 50, column: 1 }), { kind: 'renumbered', by: 7, from: 40, to: 60 });
    expect(moved.active).toEqual({ row: 57, column: 1 });
    expect(reduceSelection(moved, { kind: 'renumbered', by: 7, from: 0, to: 10 })).toEqual(moved);
  });
});

describe('column layout', () => {
  const layout = layOutColumns([100, 50, 200]);

  it('finds the column under a point', () => {
    expect([0, 99, 100, 149, 150, 9999].map((x) => columnAt(layout, x))).toEqual([0, 0, 1, 1, 2, 2]);
    expect(columnAt(layOutColumns([]), 5)).toBe(-1);
  });

  it('draws only what is near the viewport', () => {
    const wide = layOutColumns(Array.from({ length: 300 }, () => 160));
    const { from, to } = visibleColumns(wide, 24_000, 1000);
    expect(to - from).toBeLessThan(12);
    expect(from * 160).toBeLessThan(24_000);
    expect(to * 160).toBeGreaterThan(25_000);
  });

  it('moves as little as possible to show a column', () => {
    expect(revealColumn(layout, 2, 0, 200)).toBe(150);
    expect(revealColumn(layout, 0, 60, 200)).toBe(0);
    expect(revealColumn(layout, 1, 60, 200)).toBe(60);
  });
});
