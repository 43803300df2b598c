import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WholeCell } from './cell.ts';
import type { NewValue } from './change-set.ts';
import { nothingStaged, type StagedEdits, tableId, toChangeSets } from './staged-edits.ts';
import { type StagedAction, stageActions, undoStaged } from './staged-edits-actions.ts';
import { draftText, mergeDraft, parseDraft } from './staged-edits-draft.ts';

function stage(edits: StagedEdits, model: string, ...actions: StagedAction[]): StagedEdits {
  const result = stageActions(edits, 'main', model, actions);
  expect(result.refusal).toBeNull();
  return result.edits;
}

const cell = (value: WholeCell): NewValue => ({ kind: 'cell', cell: value });
const edit = (id: WholeCell, field: string, value: NewValue): StagedAction => ({
  kind: 'edit',
  key: [id],
  field,
  base: { kind: 'cell', cell: 'before' },
  value,
});

const anyCell: fc.Arbitrary<WholeCell> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', '\0', '{"kind":"integer","text":"1"}', '__proto__'),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double().map((number): WholeCell => ({ kind: 'real', text: String(number) })),
  fc.uint8Array().map((bytes): WholeCell => ({ kind: 'bytes', hex: Buffer.from(bytes).toString('hex') })),
);

describe('draftText and parseDraft', () => {
  it('give back every value exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyCell, fc.string(), anyCell), { minLength: 1, maxLength: 5 }), (rows) => {
        let edits = nothingStaged;
        for (const [key, field, value] of rows) {
          edits = stage(edits, 'a"b', edit(key, field, cell(value)), {
            kind: 'add',
            fields: [{ field, value: cell(value) }],
          });
        }
        const parsed = parseDraft(draftText(edits));
        expect(parsed).toEqual({ kind: 'edits', edits: { ...edits, past: [], future: [] }, saving: null });
      }),
    );
  });

  it('keep defaults, uploads, references, agreed forms, guards and what lies under a deleted row', () => {
    let edits = stage(nothingStaged, 'customers', { kind: 'add', fields: [] });
    edits = stage(
      edits,
      'orders',
      edit(1n, 'a', { kind: 'default' }),
      edit(1n, 'b', { kind: 'upload', upload: '0'.repeat(32), as: 'bytes', sizeBytes: 12 }),
      edit(1n, 'c', { kind: 'inserted', change: 'new-1', field: 'id' }),
      edit(2n, 'a', cell('x')),
      { kind: 'remove', key: [2n], base: [{ field: 'a', base: { kind: 'guard', guard: 'text 9 ff' } }] },
    );
    const saving = { storage: 'main', newestEntry: '7' };
    const parsed = parseDraft(draftText(edits, saving));
    expect(parsed).toMatchObject({ kind: 'edits', saving });
    expect(parsed.kind === 'edits' && parsed.edits.tables).toEqual(edits.tables);
  });

  it('say why a draft can’t be read', () => {
    const good = draftText(stage(nothingStaged, 'customers', edit(1n, 'a', cell('x'))));
    expect(parseDraft(good.replace('"version":1', '"version":2'))).toEqual({
      kind: 'unreadable',
      reason: 'The draft was written by a newer version of Storeroom',
    });
    const dangling = good.replace('{"kind":"cell","cell":"x"}', '{"kind":"inserted","change":"new-9","field":"id"}');
    const twice = good.replace(/"entries":\[(.*)\]\}\]/, '"entries":[$1,$1]}]');
    for (const text of ['', '{', '{}', good.slice(0, -1), good.replace('"a"', '1'), dangling, twice]) {
      expect(text).not.toBe(good);
      expect(parseDraft(text)).toEqual({ kind: 'unreadable', reason: 'The draft is damaged' });
    }
  });
});

describe('mergeDraft', () => {
  const draft = stage(
    stage(
      nothingStaged,
      'customers',
      { kind: 'add', fields: [{ field: 'name', value: cell('Ada') }] },
      edit(1n, 'a', cell('draft')),
    ),
    'orders',
    { kind: 'add', fields: [{ field: 'customer', value: { kind: 'inserted', change: 'new-1', field: 'id' } }] },
  );

  it('takes a draft as the beginning where nothing is staged', () => {
    const merged = mergeDraft(nothingStaged, draft);
    expect(merged).toEqual({ ...draft, past: [] });
  });

  it('gives new rows ids of their own, and their references with them', () => {
    const here = stage(
      nothingStaged,
      'customers',
      { kind: 'add', fields: [] },
      edit(1n, 'a', cell('here')),
      edit(1n, 'b', cell('here')),
    );
    const merged = mergeDraft(here, draft);
    const ids = [...toChangeSets(merged).values()].flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const customers = merged.tables.get(tableId('main', 'customers'));
    const created = customers?.newOrder[1];
    expect(customers?.newOrder).toHaveLength(2);
    const order = [...(merged.tables.get(tableId('main', 'orders'))?.entries.values() ?? [])][0];
    expect(order?.fields.get('customer')?.value).toEqual({ kind: 'inserted', change: created, field: 'id' });
    const row = customers?.entries.get('i1');
    expect([...(row?.fields ?? [])].map(([field, { value }]) => [field, value])).toEqual([
      ['a', cell('draft')],
      ['b', cell('here')],
    ]);
    expect(undoStaged(merged).tables).toEqual(here.tables);
  });
});
