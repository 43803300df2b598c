import { describe, expect, it } from 'vitest';
import type { Field } from '../../../../shared/domain/catalog.ts';
import type { Cell } from '../../../../shared/domain/cell.ts';
import type { ModelRow } from '../model-row.ts';
import { clearedValue, planPaste } from './plan-paste.ts';
import type { ShownField } from './staged-lookup.ts';

function field(name: string, type: Field['type'], more: Partial<Field> = {}): Field {
  return {
    name,
    type,
    nativeType: '',
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
  };
}

const fields = [
  field('id', 'integer', { nullable: false, coercion: 'integer' }),
  field('name', 'text'),
  field('sum', 'integer', { generated: true }),
];

function row(id: bigint): ModelRow {
  return { id: `i${id}`, newId: null, key: [id], cells: [], places: new Map() };
}

const cells: Readonly<Record<string, Cell>> = { id: 1n, name: null, sum: 3n };
const lookup = {
  shown: (_: ModelRow, { name }: Field): ShownField => ({ kind: 'cell', cell: cells[name] ?? null, isStaged: false }),
};
const refusal = (_: ModelRow, name: string) => (name === 'sum' ? 'The store computes this value' : null);

describe('planPaste', () => {
  it('reads each text by its column and names what does not fit', () => {
    const [one, two] = [row(1n), row(2n)];
    const plan = planPaste(
      [
        { row: one, column: 'id', text: '007' },
        { row: one, column: 'name', text: 'Ada\nNovák' },
        { row: two, column: 'id', text: 'x' },
        { row: two, column: 'sum', text: '9' },
        { row: two, column: 'name', text: '' },
      ],
      { fields },
      lookup,
      refusal,
    );
    expect(plan).toEqual({
      rows: 2,
      notes: ['The column keeps 7, not 007'],
      edits: [
        { row: one, field: 'id', value: { kind: 'cell', cell: 7n } },
        { row: one, field: 'name', value: { kind: 'cell', cell: 'Ada\nNovák' } },
      ],
      problems: [
        { row: two, field: 'id', text: 'x', message: 'A whole number is needed here' },
        { row: two, field: 'sum', text: '9', message: 'The store computes this value' },
      ],
    });
  });
});

describe('clearedValue', () => {
  it('is NULL where that is allowed, else empty text, else nothing', () => {
    expect([
      clearedValue(field('a', 'integer')),
      clearedValue(field('a', 'text', { nullable: false })),
      clearedValue(field('a', 'integer', { nullable: false })),
      clearedValue(field('a', 'text', { nullable: false, allowed: ['x'] })),
    ]).toEqual([null, '', undefined, undefined]);
  });
});
