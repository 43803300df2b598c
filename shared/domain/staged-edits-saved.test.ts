import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell, WholeCell } from './cell.ts';
import type { NewValue, SavedRow } from './change-set.ts';
import type { RowKey } from './row-key.ts';
import { nothingStaged, type StagedEdits, tableId, toChangeSets } from './staged-edits.ts';
import { type StagedAction, stageActions, undoStaged } from './staged-edits-actions.ts';
import { afterSave } from './staged-edits-saved.ts';

const cell = (value: WholeCell): NewValue => ({ kind: 'cell', cell: value });
const base = (value: WholeCell) => ({ kind: 'cell', cell: value }) as const;
const edit = (id: bigint, field: string, from: WholeCell, to: WholeCell): StagedAction => ({
  kind: 'edit',
  key: [id],
  field,
  base: base(from),
  value: cell(to),
});
function stage(edits: StagedEdits, ...actions: StagedAction[]): StagedEdits {
  const result = stageActions(edits, 'main', 'customers', actions);
  expect(result.refusal).toBeNull();
  return result.edits;
}
function row(change: string, key: RowKey | null, cells: Record<string, Cell>): SavedRow {
  return { change, key, columns: Object.keys(cells), cells: Object.values(cells) };
}
const entries = (edits: StagedEdits) => [...(edits.tables.get(tableId('main', 'customers'))?.entries ?? [])];

describe('afterSave', () => {
  it('leaves nothing of what was sent, and no step that led to it', () => {
    const sent = stage(nothingStaged, edit(1n, 'city', 'Osaka', 'Kyoto'), { kind: 'add', fields: [] });
    const after = afterSave(sent, sent.tables, 'main', [
      row('edit-1', [1n], { city: 'Kyoto' }),
      row('new-2', [7n], { id: 7n, city: null }),
    ]);
    expect(after).toEqual({ ...nothingStaged, nextNumber: sent.nextNumber });
  });

  it('leaves another storage and its steps alone', () => {
    const one = stage(nothingStaged, edit(1n, 'a', 1n, 2n));
    const both = stageActions(one, 'archive', 'customers', [edit(1n, 'a', 1n, 2n)]).edits;
    const after = afterSave(both, both.tables, 'main', [row('edit-1', [1n], { a: 2n })]);
    expect([...toChangeSets(after).keys()]).toEqual(['archive']);
    expect(after.past).toHaveLength(1);
    expect(undoStaged(after).tables.size).toBe(0);
  });

  it('puts edits made meanwhile on the values and under the key that are stored now', () => {
    const sent = stage(nothingStaged, edit(1n, 'id', 1n, 100n), edit(1n, 'city', 'Osaka', 'Kyoto'));
    const now = stage(sent, edit(1n, 'city', 'Osaka', 'Nara'), edit(1n, 'notes', null, 'later'));
    const after = afterSave(now, sent.tables, 'main', [row('edit-1', [100n], { id: 100n, city: 'KYOTO' })]);
    expect(entries(after)).toEqual([
      [
        'i100',
        {
          kind: 'update',
          change: 'edit-1',
          key: [100n],
          fields: new Map([
            ['city', { field: 'city', base: base('KYOTO'), value: cell('Nara') }],
            ['notes', { field: 'notes', base: base(null), value: cell('later') }],
          ]),
        },
      ],
    ]);
  });

  it('stages the way back of an edit that was taken back while it was saved', () => {
    const sent = stage(nothingStaged, edit(1n, 'city', 'Osaka', 'Kyoto'));
    const after = afterSave(undoStaged(sent), sent.tables, 'main', [row('edit-1', [1n], { city: 'Kyoto' })]);
    expect(toChangeSets(after).get('main')).toEqual([
      {
        kind: 'update',
        id: 'edit-1',
        model: 'customers',
        key: [1n],
        fields: [{ field: 'city', base: base('Kyoto'), value: cell('Osaka') }],
      },
    ]);
  });

  it('deletes a new row that was removed while it was saved', () => {
    const sent = stage(nothingStaged, { kind: 'add', fields: [] });
    const now = stage(sent, { kind: 'removeNew', id: 'new-1' });
    const after = afterSave(now, sent.tables, 'main', [row('new-1', [7n], { id: 7n })]);
    expect(toChangeSets(after).get('main')).toEqual([
      { kind: 'delete', id: 'edit-1', model: 'customers', key: [7n], base: [{ field: 'id', base: base(7n) }] },
    ]);
  });

  it('turns references to a saved row into its values', () => {
    const sent = stage(nothingStaged, { kind: 'add', fields: [] });
    const reference: NewValue = { kind: 'inserted', change: 'new-1', field: 'id' };
    const now = stageActions(sent, 'main', 'orders', [
      { kind: 'add', fields: [{ field: 'customer', value: reference }] },
      { kind: 'edit', key: [5n], field: 'customer', base: base(1n), value: reference },
    ]).edits;
    const after = afterSave(now, sent.tables, 'main', [row('new-1', [7n], { id: 7n })]);
    expect(toChangeSets(after).get('main')).toEqual([
      { kind: 'insert', id: 'new-2', model: 'orders', fields: [{ field: 'customer', value: cell(7n) }] },
      {
        kind: 'update',
        id: 'edit-3',
        model: 'orders',
        key: [5n],
        fields: [{ field: 'customer', base: base(1n), value: cell(7n) }],
      },
    ]);
  });

  it('makes the end of saving before, or after, further edits the same row of values', () => {
    const field = fc.constantFrom('a', 'b', 'c');
    const value = fc.constantFrom<WholeCell>(0n, 1n, 2n);
    const changes = fc.array(fc.tuple(field, value), { maxLength: 5 });
    fc.assert(
      fc.property(changes, changes, (before, meanwhile) => {
        const stored: Record<string, WholeCell> = { a: 0n, b: 0n, c: 0n };
        let edits = nothingStaged;
        for (const [name, to] of before) edits = stage(edits, edit(1n, name, stored[name] ?? null, to));
        const sent = edits;
        for (const [name, to] of meanwhile) edits = stage(edits, edit(1n, name, stored[name] ?? null, to));
        const wanted = { ...stored };
        for (const [name, to] of [...before, ...meanwhile]) wanted[name] = to;

        const write = (from: StagedEdits) => {
          const saved: SavedRow[] = [];
          for (const change of toChangeSets(from).get('main') ?? []) {
            if (change.kind !== 'update') continue;
            for (const one of change.fields) {
              expect(one.base).toEqual(base(stored[one.field] ?? null));
              if (one.value.kind === 'cell') stored[one.field] = one.value.cell;
            }
            saved.push(
              row(
                change.id,
                [1n],
                Object.fromEntries(change.fields.map((one) => [one.field, stored[one.field] ?? null])),
              ),
            );
          }
          return saved;
        };
        const after = afterSave(edits, sent.tables, 'main', write(sent));
        write(after);
        expect(stored).toEqual(wanted);
      }),
    );
  });
});
