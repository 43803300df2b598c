import { describe, expect, it } from 'vitest';
import type { Field } from '../../../../shared/domain/catalog.ts';
import type { ChangeProblem } from '../../../../shared/domain/change-set.ts';
import type { StagedNewRow, StagedRow } from '../../changes/index.ts';
import type { ModelRow } from '../model-row.ts';
import { firstField, isNeeded, leadingRow } from './new-row.ts';
import { createStagedLookup } from './staged-lookup.ts';

function field(name: string, more: Partial<Field> = {}): Field {
  return {
    name,
    type: 'text',
    nativeType: 'TEXT',
    nullable: false,
    inKey: false,
    generated: false,
    defaultText: null,
    maxLength: null,
    allowed: null,
    coercion: 'text',
    indexed: false,
    reference: null,
    file: null,
    ...more,
  };
}

const id = field('id', { type: 'integer', inKey: true, isNumbered: true });
const name = field('name');
const city = field('city', { nullable: true });
const status = field('status', { defaultText: "'new'" });

const stored: ModelRow = {
  id: 'i7',
  newId: null,
  key: [7n],
  cells: [7n, 'Ada', null],
  places: new Map([
    ['id', 0],
    ['name', 1],
    ['city', 2],
  ]),
};
const fresh: StagedNewRow = { id: 'new-1', fields: new Map(), problems: [], saved: null, savedCells: null };
const invalid: ChangeProblem = {
  kind: 'invalid',
  change: 'edit-1',
  row: 'update',
  model: 'people',
  key: [7n],
  field: 'name',
  code: 'check',
  message: 'Too short',
};

function lookupOf(rows: readonly StagedRow[], newRows: readonly StagedNewRow[] = [], saved: readonly string[] = []) {
  const lookup = createStagedLookup();
  lookup.set({ newRows, rows: new Map(rows.map((row) => ['i7', row])), readOnlyReason: null }, new Set(saved));
  return lookup;
}

describe('createStagedLookup', () => {
  it('shows what is staged in the place of what is stored', () => {
    const base = { kind: 'cell', cell: 'Ada' } as const;
    const edit = { field: 'name', base, value: { kind: 'cell', cell: 'Eve' }, problem: invalid } as const;
    const lookup = lookupOf([{ kind: 'update', key: [7n], fields: new Map([['name', edit]]), problem: null }]);
    expect([
      lookup.shown(stored, name),
      lookup.shown(stored, city),
      lookup.shown(stored, status),
      lookup.cellState(stored, 'name'),
      lookup.cellState(stored, 'city'),
      lookup.rowState(stored),
    ]).toEqual([
      { kind: 'cell', cell: 'Eve', isStaged: true },
      { kind: 'cell', cell: null, isStaged: false },
      { kind: 'unread' },
      'invalid',
      null,
      'edited',
    ]);
  });

  it('shows of a new row what the store gives and what it needs', () => {
    const lookup = lookupOf([], [fresh]);
    const row = leadingRow(fresh);
    expect([id, name, city, status].map((one) => lookup.shown(row, one))).toEqual([
      { kind: 'default' },
      { kind: 'needed' },
      { kind: 'cell', cell: null, isStaged: false },
      { kind: 'default' },
    ]);
    expect(lookup.rowState(row)).toBe('new');
  });

  it('marks saved and deleted rows', () => {
    expect(lookupOf([], [], ['i7']).rowState(stored)).toBe('saved');
    const deleted = lookupOf([{ kind: 'delete', key: [7n], fields: new Map(), problem: null }], [], ['i7']);
    expect([deleted.rowState(stored), deleted.isDeleted(stored)]).toEqual(['deleted', true]);
  });

  it('gives a row another version only when something about it changed', () => {
    const row: StagedRow = { kind: 'delete', key: [7n], fields: new Map(), problem: null };
    const lookup = lookupOf([row]);
    const before = lookup.version(stored);
    lookup.set({ newRows: [fresh], rows: new Map([['i7', row]]), readOnlyReason: null }, new Set());
    expect(lookup.version(stored)).toBe(before);
    lookup.set({ newRows: [], rows: new Map(), readOnlyReason: null }, new Set());
    expect(lookup.version(stored)).not.toBe(before);
  });
});

describe('a new row', () => {
  it('needs a value where the store gives none, and is filled from there', () => {
    expect([id, name, city, status].filter(isNeeded)).toEqual([name]);
    expect(firstField([id, city, name])).toBe('name');
    expect(firstField([id, city])).toBe('city');
  });

  it('stands under its key once it is saved', () => {
    const row = leadingRow({ ...fresh, saved: [9n], savedCells: new Map([['id', 9n]]) });
    expect(row).toMatchObject({ id: 'i9', newId: null, key: [9n], cells: [9n] });
  });
});
