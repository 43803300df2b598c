import { describe, expect, it } from 'vitest';
import type { Field } from '../../../../shared/domain/catalog.ts';
import type { Cell } from '../../../../shared/domain/cell.ts';
import type { SavedRow } from '../../../../shared/domain/change-set.ts';
import { encodeRowKey, type RowKey } from '../../../../shared/domain/row-key.ts';
import { cellOf, type ModelRow } from '../model-row.ts';
import { duplicateFields } from './duplicate-row.ts';
import { marked, noMarks, patched } from './saved-rows.ts';

function saved(key: RowKey | null, cells: Record<string, Cell>): SavedRow {
  return {
    change: 'edit-1',
    key: key === null ? null : [...key],
    columns: Object.keys(cells),
    cells: Object.values(cells),
  };
}

const row: ModelRow = {
  id: 'i7',
  newId: null,
  key: [7n],
  // Pages may give cells in another order than columns are listed in.
  cells: ['Ada', 7n],
  places: new Map([
    ['id', 1],
    ['name', 0],
  ]),
};

describe('patched', () => {
  it('takes what was saved, leaves the rest, and stands under its new key', () => {
    const next = patched(row, saved([8n], { id: 8n, hidden: 'x' }), [8n]);
    expect([next.id, next.key, cellOf(next, 'id'), cellOf(next, 'name'), cellOf(next, 'hidden')]).toEqual([
      'i8',
      [8n],
      8n,
      'Ada',
      undefined,
    ]);
  });

  it('turns a new row into what the store has made of it', () => {
    const fresh: ModelRow = { id: 'new-1', newId: 'new-1', key: null, cells: [], places: new Map() };
    const next = patched(fresh, saved([9n], { id: 9n, name: 'Eve' }), [9n]);
    expect([next.id, next.newId, cellOf(next, 'name')]).toEqual(['i9', null, 'Eve']);
  });
});

describe('marked', () => {
  const at = (key: RowKey, previousId: string, columns: string[]) => ({
    row: saved(key, Object.fromEntries(columns.map((column) => [column, 'x']))),
    previousId,
  });

  it('says which saved rows may no longer match the view', () => {
    const marks = marked(
      noMarks,
      [at([1n], 'i1', ['name']), at([2n], 'i2', ['city']), at([4n], 'i3', ['id'])],
      new Set(['city']),
    );
    expect([[...marks.saved], [...marks.moved]]).toEqual([[encodeRowKey([1n]), 'i2', 'i4'], ['i2']]);
    expect([...marked(noMarks, [at([1n], 'i1', ['name'])], null).moved]).toEqual(['i1']);
  });

  it('forgets deleted rows, and keeps a mark under a new key', () => {
    const first = marked(noMarks, [at([1n], 'i1', ['city']), at([2n], 'i2', ['city'])], new Set(['city']));
    const then = marked(first, [{ row: saved(null, {}), previousId: 'i1' }, at([5n], 'i2', ['id'])], new Set(['city']));
    expect([[...then.saved], [...then.moved]]).toEqual([['i5'], ['i5']]);
  });
});

describe('duplicateFields', () => {
  const field = (name: string, more: Partial<Field> = {}): Field => ({
    name,
    type: 'text',
    nativeType: 'TEXT',
    nullable: true,
    inKey: false,
    generated: false,
    defaultText: null,
    maxLength: null,
    allowed: null,
    coercion: null,
    indexed: false,
    reference: null,
    file: null,
    ...more,
  });

  it('leaves the key and computed values to the store, and what is not whole', () => {
    const cells: Record<string, Cell> = {
      id: 1n,
      name: 'Ada',
      sum: 3n,
      big: { kind: 'cut', of: 'text', preview: '', sizeBytes: 9_000_000 },
      odd: { kind: 'bytes', hex: '6100' },
      raw: { kind: 'bytes', hex: '6100' },
    };
    const fields = [
      field('id', { inKey: true, isNumbered: true }),
      field('name'),
      field('sum', { generated: true }),
      field('big'),
      field('odd'),
      field('raw', { type: 'bytes' }),
    ];
    expect(duplicateFields({ fields }, ({ name }) => cells[name])).toEqual({
      fields: [
        { field: 'name', value: { kind: 'cell', cell: 'Ada' } },
        { field: 'raw', value: { kind: 'cell', cell: { kind: 'bytes', hex: '6100' } } },
      ],
      left: ['big', 'odd'],
    });
  });
});
