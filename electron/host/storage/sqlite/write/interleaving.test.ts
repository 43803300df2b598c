import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import { sameCell } from '../../../../../shared/domain/cell.ts';
import type { RowChange } from '../../../../../shared/domain/change-set.ts';
import { applyChanges, writableDatabase } from '../../../../../test/support/sqlite-write.ts';

const columns = ['a', 'b', 'c'] as const;
const keys = [1n, 2n, 3n, 4n] as const;
type Row = Readonly<Record<(typeof columns)[number], WholeCell>>;

const cell: fc.Arbitrary<WholeCell> = fc.constantFrom<WholeCell[]>(
  null,
  '',
  '1',
  1n,
  2n,
  { kind: 'real', text: '1.0' },
  { kind: 'bytes', hex: '31' },
  'x',
);
const edit = fc.record({
  key: fc.constantFrom(...keys),
  kind: fc.constantFrom('update', 'update', 'update', 'delete'),
  values: fc.dictionary(fc.constantFrom(...columns), cell, { minKeys: 1 }),
});
const interleaving = fc.record({
  rows: fc.array(fc.record({ a: cell, b: cell, c: cell }), { minLength: keys.length, maxLength: keys.length }),
  mine: fc.uniqueArray(edit, { minLength: 1, maxLength: 4, selector: ({ key }) => key }),
  theirs: fc.array(edit, { maxLength: 4 }),
});

function bound(value: WholeCell): unknown {
  if (value === null || typeof value !== 'object') return value;
  return value.kind === 'real' ? Number(value.text) : Buffer.from(value.hex, 'hex');
}

it('500 saves with another writer between reading and saving overwrite nothing in silence and merge what they can', {
  timeout: 120_000,
}, async () => {
  const { write, path } = await writableDatabase('CREATE TABLE t (id INTEGER PRIMARY KEY, a, b, c)');
  const other = new Database(path);
  other.defaultSafeIntegers(true);
  other.pragma('synchronous = OFF');
  const read = (): Map<bigint, Row> => {
    const rows = other.prepare<[], Record<string, unknown>>('SELECT id, a, b, c FROM t ORDER BY id').all();
    const asCell = (value: unknown): WholeCell => {
      if (typeof value === 'number')
        return { kind: 'real', text: Number.isInteger(value) ? `${value}.0` : String(value) };
      // The driver gives nothing else.
      return Buffer.isBuffer(value) ? { kind: 'bytes', hex: value.toString('hex') } : (value as null | string | bigint);
    };
    return new Map(
      // Integers are bigints here.
      rows.map((row) => [row.id as bigint, { a: asCell(row.a), b: asCell(row.b), c: asCell(row.c) }]),
    );
  };
  const outcomes = { saved: 0, refused: 0 };
  const run = async ({ rows, mine, theirs }: typeof interleaving extends fc.Arbitrary<infer Value> ? Value : never) => {
    other.transaction(() => {
      other.exec('DELETE FROM t');
      const fill = other.prepare('INSERT INTO t VALUES (?, ?, ?, ?)');
      rows.forEach((row, at) => void fill.run(keys[at], ...columns.map((name) => bound(row[name]))));
    })();
    const base = read();
    const changes = mine.map(({ key, kind, values }): RowChange => {
      const seen = base.get(key);
      const baseOf = (field: string) => ({ kind: 'cell', cell: seen?.[field as keyof Row] ?? null }) as const;
      const id = String(key);
      if (kind === 'delete')
        return {
          kind: 'delete',
          id,
          model: 't',
          key: [key],
          base: columns.map((field) => ({ field, base: baseOf(field) })),
        };
      const fields = Object.entries(values).map(([field, value]) => ({
        field,
        base: baseOf(field),
        value: { kind: 'cell', cell: value } as const,
      }));
      return { kind: 'update', id, model: 't', key: [key], fields };
    });
    other.transaction(() => {
      for (const { key, kind, values } of theirs) {
        if (kind === 'delete') other.prepare('DELETE FROM t WHERE id = ?').run(key);
        else
          for (const [field, value] of Object.entries(values))
            other.prepare(`UPDATE t SET "${field}" = ? WHERE id = ?`).run(bound(value), key);
      }
    })();
    const between = read();
    // What should stand against each change, said in the simplest way.
    const expected = new Set<string>();
    for (const change of changes) {
      const now = change.kind === 'insert' ? undefined : between.get(keys[Number(change.id) - 1] ?? 0n);
      if (change.kind === 'update') {
        if (!now) expected.add(`${change.id} gone`);
        for (const { field, base: was, value } of now ? change.fields : []) {
          const stored = now?.[field as keyof Row] ?? null;
          const isMine = value.kind === 'cell' && sameCell(value.cell, stored);
          if (!isMine && was.kind === 'cell' && !sameCell(was.cell, stored)) expected.add(`${change.id} ${field}`);
        }
      } else if (change.kind === 'delete' && now) {
        for (const { field, base: was } of change.base)
          if (was.kind === 'cell' && !sameCell(was.cell, now[field as keyof Row]))
            expected.add(`${change.id} ${field}`);
      }
    }
    const result = await applyChanges(write, changes);
    const after = read();
    if (result.kind === 'refused') {
      outcomes.refused += 1;
      const found = result.problems.flatMap((problem) =>
        problem.kind === 'changed'
          ? problem.fields.map(({ field }) => `${problem.change} ${field}`)
          : [`${problem.change} ${problem.kind}`],
      );
      expect(new Set(found)).toEqual(expected);
      expect(after).toEqual(between);
      return;
    }
    outcomes.saved += 1;
    expect(expected).toEqual(new Set());
    // Mine where I edited, theirs everywhere else.
    const merged = new Map(between);
    for (const change of changes) {
      const key = keys[Number(change.id) - 1] ?? 0n;
      if (change.kind === 'delete') merged.delete(key);
      const now = merged.get(key);
      if (change.kind !== 'update' || !now) continue;
      const edits = change.fields.map(({ field, value }) => [field, value.kind === 'cell' ? value.cell : null]);
      merged.set(key, { ...now, ...Object.fromEntries(edits) });
    }
    expect(after).toEqual(merged);
  };
  await fc.assert(fc.asyncProperty(interleaving, run), { numRuns: 500, seed: 20_240_611 });
  other.close();
  expect(outcomes.saved).toBeGreaterThan(100);
  expect(outcomes.refused).toBeGreaterThan(100);
});

it('saves that run while another program writes the same rows lose none of its writes', {
  timeout: 60_000,
}, async () => {
  const { write, path } = await writableDatabase((database) => {
    database.pragma('journal_mode = WAL');
    database.exec(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, mine INTEGER, theirs INTEGER); INSERT INTO t VALUES (1, 0, 0)',
    );
  });
  const other = new Database(path, { timeout: 5000 });
  let theirs = 0;
  for (let round = 0n; round < 40n; round += 1n) {
    const change: RowChange = {
      kind: 'update',
      id: 'c',
      model: 't',
      key: [1n],
      fields: [{ field: 'mine', base: { kind: 'cell', cell: round }, value: { kind: 'cell', cell: round + 1n } }],
    };
    const saving = applyChanges(write, [change]);
    other.exec('UPDATE t SET theirs = theirs + 1');
    theirs += 1;
    expect((await saving).kind).toBe('saved');
  }
  expect(other.prepare('SELECT mine, theirs FROM t').get()).toEqual({ mine: 40, theirs });
  other.close();
});
