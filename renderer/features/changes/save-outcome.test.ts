import { describe, expect, it } from 'vitest';
import type { ChangedRow, ChangeEntry } from '../../../shared/contract/changes.ts';
import type { WholeCell } from '../../../shared/domain/cell.ts';
import type { ChangeSet } from '../../../shared/domain/change-set.ts';
import { findOutcome, type JournalReader, matchRows } from './save-outcome.ts';

const value = (cell: WholeCell) => ({ kind: 'cell', cell }) as const;
const sent: ChangeSet = [
  { kind: 'insert', id: 'new-1', model: 'tags', fields: [{ field: 'name', value: value('zebra') }] },
  {
    kind: 'update',
    id: 'edit-2',
    model: 'customers',
    key: [1n],
    fields: [{ field: 'city', base: value('Osaka'), value: value('Kyoto') }],
  },
  { kind: 'delete', id: 'edit-3', model: 'customers', key: [2n], base: [] },
];
const row = (part: Partial<ChangedRow>): ChangedRow => ({
  kind: 'update',
  model: 'customers',
  key: [1n],
  followed: false,
  fields: [],
  ...part,
});
const inserted = row({
  kind: 'insert',
  model: 'tags',
  key: [7n],
  fields: [
    { field: 'id', before: null, after: 7n },
    { field: 'name', before: null, after: 'zebra' },
  ],
});
const updated = row({ fields: [{ field: 'city', before: 'Osaka', after: 'Kyoto' }] });
const deleted = row({ kind: 'delete', key: [2n] });
const followed = row({ kind: 'delete', model: 'orders', key: [9n], followed: true });

describe('matchRows', () => {
  it('finds the saved row of every change that was sent', () => {
    expect(matchRows(sent, [updated, followed, deleted, inserted])).toEqual([
      { change: 'edit-2', key: [1n], columns: ['city'], cells: ['Kyoto'] },
      { change: 'edit-3', key: null, columns: [], cells: [] },
      { change: 'new-1', key: [7n], columns: ['id', 'name'], cells: [7n, 'zebra'] },
    ]);
  });

  it('takes what is not in the entry for done already, but never a new row', () => {
    expect(matchRows(sent, [inserted])?.map(({ change }) => change)).toEqual(['new-1', 'edit-2', 'edit-3']);
    expect(matchRows(sent, [updated, deleted])).toBeNull();
  });

  it('does not take another save for it', () => {
    expect(
      matchRows(sent, [inserted, row({ fields: [{ field: 'city', before: 'Osaka', after: 'Nara' }] })]),
    ).toBeNull();
    expect(matchRows(sent, [inserted, row({ key: [5n], fields: updated.fields })])).toBeNull();
    expect(matchRows(sent, [inserted, inserted])).toBeNull();
    expect(matchRows(sent, [])).toBeNull();
  });

  it('knows a row whose key was edited by its fields', () => {
    const rekeyed: ChangeSet = [
      {
        kind: 'update',
        id: 'edit-1',
        model: 'customers',
        key: [1n],
        fields: [{ field: 'id', base: value(1n), value: value(100n) }],
      },
    ];
    const rows = [row({ key: [100n], fields: [{ field: 'id', before: 1n, after: 100n }] })];
    expect(matchRows(rekeyed, rows)?.[0]).toMatchObject({ change: 'edit-1', key: [100n] });
  });
});

function entry(id: string, state: ChangeEntry['state']): ChangeEntry {
  return {
    id,
    time: '2026-03-01T00:00:00.000Z',
    room: 'models',
    kind: 'save',
    state,
    storage: 'main',
    models: [],
    undoes: null,
    undoneBy: null,
    undoBlocked: null,
  };
}

function journal(
  pages: readonly (readonly ChangeEntry[])[],
  rows: Record<string, readonly ChangedRow[]>,
): JournalReader {
  return {
    list: async (_, after) => {
      const at = after === null ? 0 : Number(after);
      return { entries: pages[at] ?? [], after: at + 1 < pages.length ? String(at + 1) : null };
    },
    rows: async (id) => rows[id] ?? [],
  };
}

describe('findOutcome', () => {
  const rows = { '5': [inserted, updated, deleted], '4': [deleted] };

  it('says what the journal says', async () => {
    const saved = journal([[entry('6', 'saved'), entry('5', 'saved')], [entry('4', 'saved')]], rows);
    expect((await findOutcome(saved, 'main', sent, '4')).kind).toBe('saved');
    const failed = journal([[entry('5', 'failed'), entry('4', 'saved')]], rows);
    expect(await findOutcome(failed, 'main', sent, '4')).toEqual({ kind: 'notSaved' });
    const unknown = journal([[entry('5', 'unknown')]], rows);
    expect(await findOutcome(unknown, 'main', sent, null)).toEqual({ kind: 'unknown' });
    expect(await findOutcome(journal([], rows), 'main', sent, null)).toEqual({ kind: 'notSaved' });
  });

  it('waits for an entry that is still being written', async () => {
    let asked = 0;
    const reader: JournalReader = {
      list: async () => ({ entries: [entry('5', asked++ === 0 ? 'pending' : 'saved')], after: null }),
      rows: async () => rows['5'],
    };
    expect((await findOutcome(reader, 'main', sent, null)).kind).toBe('saved');
    expect(asked).toBe(2);
  });
});
