import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WholeCell } from './cell.ts';
import { changeSetSchema, type FieldValue, type NewValue } from './change-set.ts';
import { encodeRowKey } from './row-key.ts';
import { countStaged, maxSteps, nothingStaged, type StagedEdits, tableId, toChangeSets } from './staged-edits.ts';
import {
  canRedo,
  canUndo,
  discardStaged,
  redoStaged,
  type StagedAction,
  stageActions,
  undoStaged,
} from './staged-edits-actions.ts';

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

const entries = (edits: StagedEdits) => edits.tables.get(tableId('main', 'customers'))?.entries ?? new Map();

describe('staging', () => {
  it('keeps the first base of a field and forgets an edit that is back at it', () => {
    const once = stage(nothingStaged, edit(1n, 'city', 'Osaka', 'Kyoto'));
    const twice = stage(once, edit(1n, 'city', 'Kyoto', 'Nara'));
    expect([...entries(twice).values()]).toEqual([
      {
        kind: 'update',
        change: 'edit-1',
        key: [1n],
        fields: new Map([['city', { field: 'city', base: base('Osaka'), value: cell('Nara') }]]),
      },
    ]);
    const back = stage(twice, edit(1n, 'city', 'Nara', 'Osaka'));
    expect(back.tables.size).toBe(0);
    expect(back.past).toHaveLength(3);
  });

  it('tells values apart as the store does', () => {
    const integerToReal = edit(1n, 'n', 1n, { kind: 'real', text: '1.0' });
    expect(countStaged(stage(nothingStaged, integerToReal)).total).toBe(1);
    const zero = edit(1n, 'n', { kind: 'real', text: '0.0' }, { kind: 'real', text: '-0.0' });
    expect(countStaged(stage(nothingStaged, zero)).total).toBe(1);
    expect(countStaged(stage(nothingStaged, edit(1n, 'n', null, ''))).total).toBe(1);
    expect(countStaged(stage(nothingStaged, edit(1n, 'n', 9007199254740993n, 9007199254740993n))).total).toBe(0);
  });

  it('makes one step of one dispatch, and none of one that changes nothing', () => {
    const many = stage(nothingStaged, edit(1n, 'a', 1n, 2n), edit(2n, 'a', 1n, 2n), edit(3n, 'a', 1n, 1n));
    expect(many.past).toHaveLength(1);
    expect(countStaged(many).updated).toBe(2);
    const again = stage(many, edit(1n, 'a', 1n, 2n));
    expect(again).toBe(many);
    expect(undoStaged(many).tables.size).toBe(0);
  });

  it('brings the edits of a row back when it is not deleted after all', () => {
    const edited = stage(nothingStaged, edit(1n, 'city', 'Osaka', 'Kyoto'));
    const removed = stage(edited, { kind: 'remove', key: [1n], base: [{ field: 'city', base: base('Later') }] });
    expect(entries(removed).get('i1')).toMatchObject({
      kind: 'delete',
      change: 'edit-1',
      base: [{ field: 'city', base: base('Osaka') }],
    });
    expect(toChangeSets(removed).get('main')).toEqual([
      { kind: 'delete', id: 'edit-1', model: 'customers', key: [1n], base: [{ field: 'city', base: base('Osaka') }] },
    ]);
    const unremoved = stage(removed, { kind: 'unremove', key: [1n] });
    expect(unremoved.tables).toEqual(edited.tables);
    const refused = stageActions(removed, 'main', 'customers', [edit(1n, 'city', 'Osaka', 'Nara')]);
    expect(refused).toEqual({ edits: removed, refusal: 'The row is marked to be deleted' });
  });

  it('reverts one field or a whole row', () => {
    const edited = stage(nothingStaged, edit(1n, 'a', 1n, 2n), edit(1n, 'b', 1n, 2n));
    const one = stage(edited, { kind: 'revert', key: [1n], field: 'a' });
    expect([...(entries(one).get('i1')?.fields.keys() ?? [])]).toEqual(['b']);
    expect(stage(one, { kind: 'revert', key: [1n], field: 'b' }).tables.size).toBe(0);
    expect(stage(edited, { kind: 'revert', key: [1n] }).tables.size).toBe(0);
  });

  it('adds new rows in their order and gives a field back to the store', () => {
    const first = stage(nothingStaged, { kind: 'add', fields: [{ field: 'name', value: cell('Ada') }] });
    const second = stage(first, { kind: 'add', id: 'new-7', fields: [] });
    const third = stage(second, {
      kind: 'add',
      after: 'new-1',
      fields: [{ field: 'name', value: { kind: 'default' } }],
    });
    expect(third.tables.get(tableId('main', 'customers'))?.newOrder).toEqual(['new-1', 'new-8', 'new-7']);
    const given = stage(third, { kind: 'editNew', id: 'new-1', field: 'name', value: { kind: 'default' } });
    expect(
      toChangeSets(given)
        .get('main')
        ?.map((change) => [change.id, change.kind === 'insert' && change.fields]),
    ).toEqual([
      ['new-1', []],
      ['new-8', []],
      ['new-7', []],
    ]);
  });

  it('refuses to remove a new row that another staged row refers to', () => {
    const reference: NewValue = { kind: 'inserted', change: 'new-1', field: 'id' };
    const parent = stage(nothingStaged, { kind: 'add', fields: [] });
    const { edits } = stageActions(parent, 'main', 'orders', [
      { kind: 'add', fields: [{ field: 'customer_id', value: reference }] },
    ]);
    const refused = stageActions(edits, 'main', 'customers', [{ kind: 'removeNew', id: 'new-1' }]);
    expect(refused).toEqual({
      edits,
      refusal: 'Another new row of orders refers to this new row in customer_id: change that first',
    });
    const freed = stageActions(edits, 'main', 'orders', [{ kind: 'removeNew', id: 'new-2' }]).edits;
    expect(stageActions(freed, 'main', 'customers', [{ kind: 'removeNew', id: 'new-1' }]).edits.tables.size).toBe(0);
  });

  it('removes new rows together that refer to each other', () => {
    const parent = stage(nothingStaged, { kind: 'add', fields: [] });
    const both = stage(parent, {
      kind: 'add',
      fields: [{ field: 'manager', value: { kind: 'inserted', change: 'new-1', field: 'id' } }],
    });
    expect(stage(both, { kind: 'removeNew', id: 'new-1' }, { kind: 'removeNew', id: 'new-2' }).tables.size).toBe(0);
  });

  it('does not refer into another storage', () => {
    const parent = stage(nothingStaged, { kind: 'add', fields: [] });
    const value: NewValue = { kind: 'inserted', change: 'new-1', field: 'id' };
    expect(
      stageActions(parent, 'other', 'orders', [{ kind: 'add', fields: [{ field: 'a', value }] }]).refusal,
    ).not.toBeNull();
  });

  it('discards everything as a step that can be undone', () => {
    const edited = stage(nothingStaged, edit(1n, 'a', 1n, 2n), { kind: 'add', fields: [] });
    const discarded = discardStaged(edited);
    expect(discarded.tables.size).toBe(0);
    expect(undoStaged(discarded).tables).toEqual(edited.tables);
  });

  it('asks each storage for its own changes only', () => {
    const one = stage(nothingStaged, edit(1n, 'a', 1n, 2n));
    const { edits } = stageActions(one, 'archive', 'customers', [edit(1n, 'a', 1n, 2n)]);
    expect([...toChangeSets(edits)].map(([storage, set]) => [storage, set.length])).toEqual([
      ['main', 1],
      ['archive', 1],
    ]);
  });

  it('forgets the oldest steps, not their edits', () => {
    let edits = nothingStaged;
    for (let at = 0; at <= maxSteps; at++) edits = stage(edits, edit(BigInt(at), 'a', 1n, 2n));
    expect(edits.past).toHaveLength(maxSteps);
    expect(countStaged(edits).updated).toBe(maxSteps + 1);
  });
});

const anyCell: fc.Arbitrary<WholeCell> = fc.oneof(
  fc.constant(null),
  fc.string({ maxLength: 3 }),
  fc.bigInt({ min: -2n, max: 2n }),
  fc.constantFrom<WholeCell>(
    { kind: 'real', text: '-0.0' },
    { kind: 'real', text: '0.0' },
    { kind: 'bytes', hex: '00' },
  ),
);
const anyField = fc.constantFrom('a', 'b', '__proto__');
const anyKey = fc.constantFrom<readonly WholeCell[]>([1n], ['1'], [1n, 'x'], [null]);
const anyNewId = fc.constantFrom('new-1', 'new-2', 'new-3', 'new-4');
const anyValue: fc.Arbitrary<NewValue> = fc.oneof(
  { weight: 6, arbitrary: anyCell.map(cell) },
  { weight: 1, arbitrary: fc.constant<NewValue>({ kind: 'default' }) },
  { weight: 2, arbitrary: anyNewId.map<NewValue>((change) => ({ kind: 'inserted', change, field: 'a' })) },
);
const anyFields: fc.Arbitrary<FieldValue[]> = fc.uniqueArray(fc.record({ field: anyField, value: anyValue }), {
  selector: ({ field }) => field,
  maxLength: 2,
});
const anyAction: fc.Arbitrary<StagedAction> = fc.oneof(
  fc.record({
    kind: fc.constant('edit' as const),
    key: anyKey,
    field: anyField,
    base: anyCell.map(base),
    value: anyValue,
  }),
  fc.record({ kind: fc.constant('editNew' as const), id: anyNewId, field: anyField, value: anyValue }),
  fc.record({ kind: fc.constant('revert' as const), key: anyKey, field: fc.option(anyField, { nil: undefined }) }),
  fc.record({
    kind: fc.constant('add' as const),
    fields: anyFields,
    after: fc.option(anyNewId, { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('remove' as const),
    key: anyKey,
    base: fc.array(fc.record({ field: anyField, base: anyCell.map(base) }), { maxLength: 2 }),
  }),
  fc.record({ kind: fc.constant('removeNew' as const), id: anyNewId }),
  fc.record({ kind: fc.constant('unremove' as const), key: anyKey }),
);
const anyDispatches = fc.array(
  fc.record({
    storage: fc.constantFrom('main', 'other'),
    model: fc.constantFrom('customers', 'orders'),
    actions: fc.array(anyAction, { maxLength: 4 }),
  }),
  { maxLength: 14 },
);

/** Tables with everything that counts: the order in which a map was filled does not. */
function contents(edits: StagedEdits) {
  return [...edits.tables.entries()]
    .map(([id, table]) => ({
      id,
      newOrder: table.newOrder,
      entries: [...table.entries].sort(([a], [b]) => (a < b ? -1 : 1)),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe('any sequence of dispatches', () => {
  it('is taken back and done again exactly, one dispatch at a time', () => {
    fc.assert(
      fc.property(anyDispatches, (dispatches) => {
        let edits = nothingStaged;
        const states = [contents(edits)];
        for (const { storage, model, actions } of dispatches) {
          const { edits: next, refusal } = stageActions(edits, storage, model, actions);
          if (refusal !== null) expect(next).toBe(edits);
          if (next.past.length > edits.past.length) states.push(contents(next));
          edits = next;
        }
        const end = edits;
        expect(end.past).toHaveLength(states.length - 1);
        for (let at = states.length - 1; at > 0; at--) {
          expect(contents(edits)).toEqual(states[at]);
          expect(canUndo(edits)).toBe(true);
          edits = undoStaged(edits);
        }
        expect(edits.tables.size).toBe(0);
        expect(canUndo(edits)).toBe(false);
        for (const state of states.slice(1)) {
          edits = redoStaged(edits);
          expect(contents(edits)).toEqual(state);
        }
        expect(canRedo(edits)).toBe(false);
        expect(edits.past).toEqual(end.past);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves sound edits: nothing empty, nothing at its base, no reference to a row that is not there, no id twice', () => {
    fc.assert(
      fc.property(anyDispatches, fc.array(fc.boolean()), (dispatches, undoes) => {
        let edits = nothingStaged;
        for (const [at, { storage, model, actions }] of dispatches.entries()) {
          edits = stageActions(edits, storage, model, actions).edits;
          if (undoes[at]) edits = undoStaged(edits);
        }
        const ids: string[] = [];
        for (const { storage, entries: rows, newOrder } of edits.tables.values()) {
          expect(rows.size).toBeGreaterThan(0);
          expect([...newOrder].sort()).toEqual(
            [...rows].flatMap(([id, row]) => (row.kind === 'insert' ? [id] : [])).sort(),
          );
          for (const [id, row] of rows) {
            ids.push(row.change);
            expect(Number(row.change.replace(/^\D+/, ''))).toBeLessThan(edits.nextNumber);
            expect(row.kind === 'insert' ? row.change : encodeRowKey(row.key)).toBe(id);
            if (row.kind === 'update') {
              expect(row.fields.size).toBeGreaterThan(0);
              for (const { base: from, value } of row.fields.values()) expect(value).not.toEqual(from);
            }
            for (const { value } of row.fields.values()) {
              if (value.kind !== 'inserted') continue;
              const targets = [...edits.tables.values()].filter((table) => table.storage === storage);
              expect(targets.some((table) => table.newOrder.includes(value.change))).toBe(true);
            }
          }
        }
        expect(new Set(ids).size).toBe(ids.length);
        for (const set of toChangeSets(edits).values()) expect(changeSetSchema.safeParse(set).success).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
