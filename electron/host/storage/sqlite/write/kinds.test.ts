import { describe, expect, it } from 'vitest';
import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import type { NewValue, RowChange } from '../../../../../shared/domain/change-set.ts';
import {
  applyChanges,
  cell,
  insert,
  outside,
  remove,
  restoring,
  stored,
  update,
  writableDatabase,
} from '../../../../../test/support/sqlite-write.ts';
import { calm } from '../../conformance/walks.ts';

type Applied = Awaited<ReturnType<typeof applyChanges>>;

function saved(result: Applied) {
  if (result.kind !== 'saved') throw new Error(`refused: ${result.problems.map(({ kind }) => kind).join()}`);
  return result;
}

function edit(model: string, key: readonly WholeCell[], field: string, base: WholeCell, value: NewValue): RowChange {
  return { kind: 'update', id: `${field} ${String(key[0])}`, model, key, fields: [{ field, base: cell(base), value }] };
}

describe('tables of every kind are written, and taken back to the byte', () => {
  it.each([
    [
      'with a hidden row number',
      "CREATE TABLE t (a, b); INSERT INTO t (rowid, a, b) VALUES (5, 'x', 1), (-7, 'x', 1), (900, 'y', 2)",
      [[5n], [-7n], [900n]],
      'rowid',
    ],
    [
      'with a hidden row number and unique columns',
      "CREATE TABLE t (a TEXT PRIMARY KEY, b); INSERT INTO t (rowid, a, b) VALUES (50, 'x', 1), (7, 'X', 1), (90, 'y', 2)",
      [['x'], ['X'], ['y']],
      'a',
    ],
    [
      'STRICT',
      "CREATE TABLE t (a TEXT PRIMARY KEY, b ANY) STRICT; INSERT INTO t VALUES ('x', 1), ('X', 1), ('y', 2)",
      [['x'], ['X'], ['y']],
      'a',
    ],
    [
      'WITHOUT ROWID',
      "CREATE TABLE t (a TEXT PRIMARY KEY, b) WITHOUT ROWID; INSERT INTO t VALUES ('x', 1), ('X', 1), ('y', 2)",
      [['x'], ['X'], ['y']],
      'a',
    ],
    [
      'with a key of several columns',
      "CREATE TABLE t (a, b, PRIMARY KEY (b, a)); INSERT INTO t VALUES ('x', 1), ('X', 1), ('y', 2)",
      [
        [1n, 'x'],
        [1n, 'X'],
        [2n, 'y'],
      ],
      'a',
    ],
    [
      'with a descending key',
      'CREATE TABLE t (a INTEGER PRIMARY KEY DESC, b); INSERT INTO t VALUES (1, 1), (2, 1), (3, 2)',
      [[1n], [2n], [3n]],
      'a',
    ],
    [
      'whose rowid is another column',
      "CREATE TABLE t (rowid TEXT, _rowid_ INTEGER, b); INSERT INTO t VALUES ('x', 8, 1), ('x', 8, 1), ('y', 8, 2)",
      [[1n], [2n], [3n]],
      'oid',
    ],
    [
      'with AUTOINCREMENT',
      'CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b); INSERT INTO t VALUES (1, 1), (2, 1), (30, 2)',
      [[1n], [2n], [30n]],
      'a',
    ],
  ] as const)('%s', async (_, create, [first, second, third], order) => {
    const { write, path } = await writableDatabase(create);
    const before = stored(path, 't', order);
    const result = saved(
      await applyChanges(write, [
        update('t', first, { b: [1n, 3n] }),
        remove('t', second),
        insert(
          't',
          {
            b: 9n,
            ...(create.includes('TEXT PRIMARY KEY') || (order === 'a' && create.includes('(b, a)'))
              ? { a: 'new' }
              : {}),
          },
          'new',
        ),
      ]),
    );
    expect(new Set(result.images?.map(({ kind }) => kind))).toEqual(new Set(['delete', 'insert', 'update']));
    expect(new Set(stored(path, 't', order).map(({ b }) => b))).toEqual(
      new Set(['integer:2', 'integer:3', 'integer:9']),
    );
    expect(await write.compare(result.images ?? [], calm())).toBe('after');
    saved(await applyChanges(write, restoring(result.images)));
    expect(stored(path, 't', order)).toEqual(before);
    expect(await write.compare(result.images ?? [], calm())).toBe('before');
    // And with all of them gone.
    const all = saved(
      await applyChanges(
        write,
        [first, second, third].map((key) => remove('t', key)),
      ),
    );
    expect(stored(path, 't', order)).toEqual([]);
    saved(await applyChanges(write, restoring(all.images)));
    expect(stored(path, 't', order)).toEqual(before);
  });

  it('with names that need quotes', async () => {
    const { write, path } = await writableDatabase(
      `CREATE TABLE "a ""b"" [c] 'd'; DROP TABLE x; --" ("select" INTEGER PRIMARY KEY, "it's ""?"" \`é\`" TEXT DEFAULT 'x'';--', "__proto__", "constructor" REFERENCES "a ""b"" [c] 'd'; DROP TABLE x; --"("select") ON DELETE CASCADE)`,
    );
    const model = `a "b" [c] 'd'; DROP TABLE x; --`;
    const odd = 'it\'s "?" `é`';
    const result = saved(
      await applyChanges(write, [
        insert(model, { ['__proto__']: 1n, [odd]: "'; DROP" }, 'a'),
        insert(model, { constructor: { kind: 'inserted', change: 'a', field: 'select' } as NewValue }, 'b'),
      ]),
    );
    expect(stored(path, model).map((row) => Object.values(row))).toEqual([
      ['integer:1', 'text:273B2044524F50', 'integer:1', 'null:'],
      ['integer:2', 'text:78273B2D2D', 'null:', 'integer:1'],
    ]);
    saved(await applyChanges(write, [edit(model, [1n], odd, "'; DROP", { kind: 'default' })]));
    expect(stored(path, model)[0]?.[odd]).toBe('text:78273B2D2D');
    const gone = saved(await applyChanges(write, [remove(model, [1n])]));
    expect(gone.images?.length).toBe(2);
    expect(result.rows.length).toBe(2);
  });

  it('with keys that are texts in other letters, bytes, or no text at all', async () => {
    const { write, path, session } = await writableDatabase(
      "CREATE TABLE t (k PRIMARY KEY COLLATE NOCASE, v); INSERT INTO t VALUES ('abc', 1), (x'ff41', 2), (CAST(x'ff41' AS TEXT), 3), (5, 4), ('5', 5), (NULL, 6), (NULL, 7), (1.5, 8)",
    );
    const page = await session.page(
      { query: { model: 't', filter: null, sort: [], search: '' }, columns: ['v'], at: { kind: 'start' }, limit: 20 },
      calm(),
    );
    expect(page.rows.length).toBe(8);
    const result = await applyChanges(write, [
      update('t', ['ABC'], { v: [1n, 10n] }, 'other letters'),
      update('t', [{ kind: 'bytes', hex: 'ff41' }], { v: [2n, 20n] }, 'bytes'),
      update('t', [5n], { v: [4n, 40n] }),
      update('t', ['5'], { v: [5n, 50n] }),
      update('t', [null], { v: [6n, 60n] }, 'null'),
      update('t', [{ kind: 'real', text: '1.5' }], { v: [8n, 80n] }),
      update('t', [{ kind: 'real', text: '5.0' }], { v: [4n, 40n] }, 'real'),
    ]);
    expect(result.kind === 'refused' && result.problems.map(({ change, kind }) => [change, kind])).toEqual([
      ['other letters', 'gone'],
      ['bytes', 'invalid'],
      ['null', 'invalid'],
      ['real', 'gone'],
    ]);
    outside(path, 'DELETE FROM t WHERE v IN (2, 7)');
    const again = saved(
      await applyChanges(write, [
        update('t', [{ kind: 'bytes', hex: 'ff41' }], { k: [{ kind: 'bytes', hex: 'ff41' }, 'plain'], v: [3n, 30n] }),
        update('t', [null], { v: [6n, 60n] }),
      ]),
    );
    expect(again.rows.map(({ key }) => key)).toEqual([['plain'], [null]]);
    saved(await applyChanges(write, restoring(again.images)));
    expect(stored(path, 't').map(({ k }) => k)).toEqual([
      'text:616263',
      'text:FF41',
      'integer:5',
      'text:35',
      'null:',
      'real:1.5',
    ]);
  });
});
