import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import { sameCell } from '../../../../../shared/domain/cell.ts';
import type { RowChange } from '../../../../../shared/domain/change-set.ts';
import { makeDatabase, type OutsideConnection, type TestDatabase } from '../../../../../test/support/postgres.ts';
import { applyTo, type OpenWriting, openWriting, updateOf } from '../../../../../test/support/postgres-write.ts';
import { cellParameter, wholeCell } from '../reading/decode-cell.ts';
import type { PgKind } from '../table.ts';

const kinds = { a: 'text', b: 'decimal', c: 'jsonb' } as const satisfies Record<string, PgKind>;
type Name = keyof typeof kinds;
// The keys of the object above.
const columns = Object.keys(kinds) as Name[];
const keys = [1n, 2n, 3n, 4n] as const;
type Row = Readonly<Record<Name, WholeCell>>;

/** Values as the server writes them, so that what is typed is what is stored. */
const cells: Readonly<Record<Name, fc.Arbitrary<WholeCell>>> = {
  a: fc.constantFrom<WholeCell[]>(null, '', '1', ' 1', "'; COMMIT; DROP TABLE t; --", 'é'),
  b: fc.constantFrom<WholeCell[]>(null, '1', '1.0', '1.00', 'NaN', '-12345678901234567890.5'),
  c: fc.constantFrom<WholeCell[]>(null, '{"a": 1}', '{"a": 1.0}', '[]', 'null'),
};
const values = fc.record(cells, { requiredKeys: [] }).filter((given) => Object.keys(given).length > 0);
const edit = fc.record({
  key: fc.constantFrom(...keys),
  kind: fc.constantFrom('update', 'update', 'update', 'delete'),
  values,
});
const interleaving = fc.record({
  rows: fc.array(fc.record(cells), { minLength: keys.length, maxLength: keys.length }),
  mine: fc.uniqueArray(edit, { minLength: 1, maxLength: 4, selector: ({ key }) => key }),
  theirs: fc.array(edit, { maxLength: 4 }),
});

let database: TestDatabase;
let opened: OpenWriting;
let other: OutsideConnection;

beforeAll(async () => {
  database = await makeDatabase({ sql: 'CREATE TABLE t (id bigint PRIMARY KEY, a text, b numeric, c jsonb)' });
  opened = await openWriting(database);
  other = await database.connect();
});
afterAll(async () => {
  await opened[Symbol.asyncDispose]();
  await database.drop();
});

function literal(cell: WholeCell): string {
  const text = cellParameter(cell);
  return text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`;
}

async function readAll(): Promise<Map<bigint, Row>> {
  const rows = await other.run('SELECT id, a, b, c FROM t ORDER BY id');
  return new Map(
    rows.map(([id, a = null, b = null, c = null]) => [
      BigInt(id ?? 0),
      { a: wholeCell('text', a), b: wholeCell('decimal', b), c: wholeCell('jsonb', c) },
    ]),
  );
}

it('500 saves with another writer between reading and saving overwrite nothing in silence and merge what they can', {
  timeout: 240_000,
}, async () => {
  const outcomes = { saved: 0, refused: 0 };
  const run = async ({ rows, mine, theirs }: typeof interleaving extends fc.Arbitrary<infer Value> ? Value : never) => {
    const inserts = rows.map((row, at) => `(${keys[at]}, ${columns.map((name) => literal(row[name])).join(', ')})`);
    await other.run(`BEGIN; DELETE FROM t; INSERT INTO t VALUES ${inserts.join(', ')}; COMMIT`);
    const base = await readAll();
    const changes = mine.map(({ key, kind, values: given }): RowChange => {
      const seen = base.get(key);
      const baseOf = (field: string) => ({ kind: 'cell', cell: seen?.[field as Name] ?? null }) as const;
      const id = String(key);
      if (kind === 'delete') {
        const guards = columns.map((field) => ({ field, base: baseOf(field) }));
        return { kind: 'delete', id, model: 'public.t', key: [key], base: guards };
      }
      const fields = Object.entries(given).map(([field, value]) => ({
        field,
        base: baseOf(field),
        value: { kind: 'cell', cell: value ?? null } as const,
      }));
      return { kind: 'update', id, model: 'public.t', key: [key], fields };
    });
    const statements = theirs.map(({ key, kind, values: given }) =>
      kind === 'delete'
        ? `DELETE FROM t WHERE id = ${key}`
        : `UPDATE t SET ${Object.entries(given)
            .map(([field, value]) => `${field} = ${literal(value ?? null)}`)
            .join(', ')} WHERE id = ${key}`,
    );
    await other.run(['BEGIN', ...statements, 'COMMIT'].join('; '));
    const between = await readAll();
    // What should stand against each change, said in the simplest way.
    const expected = new Set<string>();
    for (const change of changes) {
      const now = change.kind === 'insert' ? undefined : between.get(keys[Number(change.id) - 1] ?? 0n);
      if (change.kind === 'update') {
        if (!now) expected.add(`${change.id} gone`);
        for (const { field, base: was, value } of now ? change.fields : []) {
          const stored = now?.[field as Name] ?? null;
          const isMine = value.kind === 'cell' && sameCell(value.cell, stored);
          if (!isMine && was.kind === 'cell' && !sameCell(was.cell, stored)) expected.add(`${change.id} ${field}`);
        }
      } else if (change.kind === 'delete' && now) {
        for (const { field, base: was } of change.base)
          if (was.kind === 'cell' && !sameCell(was.cell, now[field as Name])) expected.add(`${change.id} ${field}`);
      }
    }
    const { result } = await applyTo(opened.write, changes);
    const after = await readAll();
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
  await fc.assert(fc.asyncProperty(interleaving, run), { numRuns: 500 });
  expect(outcomes.saved).toBeGreaterThan(100);
  expect(outcomes.refused).toBeGreaterThan(100);
});

it('saves that run while another program writes the same rows lose none of its writes', {
  timeout: 60_000,
}, async () => {
  await other.run(
    'CREATE TABLE counted (id int PRIMARY KEY, mine int, theirs int); INSERT INTO counted VALUES (1, 0, 0)',
  );
  for (let round = 0n; round < 60n; round += 1n) {
    const saving = applyTo(opened.write, [updateOf('c', 'public.counted', [1n], { mine: [round, round + 1n] })]);
    const writing = other.run('UPDATE counted SET theirs = theirs + 1');
    expect((await saving).result.kind).toBe('saved');
    await writing;
  }
  expect(await other.run('SELECT mine, theirs FROM counted')).toEqual([['60', '60']]);
});

it('two windows that write the same cell at once: one is saved, the other is told', { timeout: 60_000 }, async () => {
  await other.run('CREATE TABLE cell (id int PRIMARY KEY, value int); INSERT INTO cell VALUES (1, 0)');
  await using second = await openWriting(database);
  for (let round = 0n; round < 30n; round += 1n) {
    const [present = null] = (await other.run('SELECT value FROM cell')).map(([value]) => BigInt(value ?? 0));
    const results = await Promise.all(
      [opened.write, second.write].map((write, at) =>
        applyTo(write, [updateOf('c', 'public.cell', [1n], { value: [present, 2n * round + BigInt(at) + 1n] })]),
      ),
    );
    expect(results.map(({ result }) => result.kind).toSorted()).toEqual(['refused', 'saved']);
    const refused = results.find(({ result }) => result.kind === 'refused')?.result;
    expect(refused?.kind === 'refused' && refused.problems[0]?.kind).toBe('changed');
  }
});
