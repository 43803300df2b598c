import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calm } from '../../electron/host/storage/conformance/walks.ts';
import type { StoreChange } from '../../electron/host/storage/connector.ts';
import type { RowChange } from '../../shared/domain/change-set.ts';
import { type DatabaseDump, differences } from '../support/digest.ts';
import { dumpSqlite } from '../support/digest-sqlite.ts';
import { makeDatabase, openSession, rowsOf } from '../support/sqlite-session.ts';
import { applyChanges, lastingDatabase, openWritable, restoring, update } from '../support/sqlite-write.ts';
import { expectShown, printable, same, short } from './compare-cells.ts';
import type { SqliteFamily, SqliteValue } from './corpus.ts';
import { sqliteFamilies } from './sqlite/index.ts';
import { sqliteCell, sqliteCorpusSql } from './sqlite-database.ts';

const manyBytes = 16 * 1024 * 1024;
const size = sqliteFamilies.reduce((sum, { values }) => sum + values.length, 0);

it('holds more than a hundred values', () => {
  expect(size).toBeGreaterThan(100);
});

function bytesOf(stored: string): Buffer {
  const cell = sqliteCell(stored);
  if (cell === null) return Buffer.alloc(0);
  if (typeof cell !== 'object') return Buffer.from(String(cell));
  return cell.kind === 'real' ? Buffer.from(cell.text) : Buffer.from(cell.hex, 'hex');
}

describe.each([
  ['with row numbers, a write-ahead log', 'PRAGMA journal_mode = WAL;', ''],
  ['without row numbers', '', ' WITHOUT ROWID'],
  ['in UTF-16, with big pages', "PRAGMA encoding = 'UTF-16le'; PRAGMA page_size = 65536;", ''],
])('SQLite %s', (title, begin, end) => {
  let place: Awaited<ReturnType<typeof lastingDatabase>>;
  let before: DatabaseDump;
  // Bytes that are no UTF-8 are something else in UTF-16.
  const isUtf16 = title.includes('UTF-16');
  const families = sqliteFamilies.map(
    (family): SqliteFamily => ({
      ...family,
      values: family.values.filter(({ stored }) => !isUtf16 || !stored.startsWith('odd:')),
    }),
  );
  const idOf = (family: SqliteFamily, value: SqliteValue): bigint =>
    BigInt((sqliteFamilies.find(({ name }) => name === family.name)?.values.indexOf(value) ?? -1) + 1);

  beforeAll(async () => {
    place = await lastingDatabase(`${begin}${sqliteCorpusSql(end)}`);
    before = dumpSqlite(place.path);
  });
  afterAll(() => place?.close());

  const unchanged = () => expect(differences(before, dumpSqlite(place.path)).slice(0, 5)).toEqual([]);

  describe.each(families.map((family) => [family.name, family] as const))('%s', (name, family) => {
    it('come out exactly: on a page, by their keys, whole, and as bytes', async () => {
      const { session } = place;
      const page = await session.page(
        { query: rowsOf(name), columns: ['id', 'v'], at: { kind: 'start' }, limit: 200 },
        calm(),
      );
      const shown = new Map(page.rows.map(([id, cell]) => [id, cell ?? null]));
      for (const value of family.values) {
        const id = idOf(family, value);
        const cell = sqliteCell(value.stored);
        expectShown(shown.get(id) ?? null, cell);
        expectShown((await session.read(name, [[id]], ['v'], calm()))[0]?.[0] ?? null, cell);
        expect(same(await session.cell(name, [id], 'v', manyBytes, calm()), cell)).toBe('same');
        if (isUtf16) continue;
        const pieces = [];
        for await (const piece of session.stream(name, [id], 'v', calm())) pieces.push(piece);
        expect(Buffer.concat(pieces).equals(bytesOf(value.stored))).toBe(true);
      }
    });

    it('are stored as themselves when they are typed, in new rows and over others, or asked about', async () => {
      const { write, session } = place;
      const typed = family.values.filter(({ stored }) => !stored.startsWith('odd:'));
      const inserts = typed.map(
        (value, at): RowChange => ({
          kind: 'insert',
          id: `${at}`,
          model: name,
          fields: [
            { field: 'id', value: { kind: 'cell', cell: BigInt(1000 + at) } },
            { field: 'v', value: { kind: 'cell', cell: sqliteCell(value.stored) } },
          ],
        }),
      );
      const result = await applyChanges(write, inserts);
      if (result.kind !== 'saved') throw new Error(`refused: ${short(JSON.stringify(result.problems, printable))}`);
      for (const [at, { stored }] of typed.entries())
        expect(same(await session.cell(name, [BigInt(1000 + at)], 'v', manyBytes, calm()), sqliteCell(stored))).toBe(
          'same',
        );
      // Each takes the place of the one before it.
      const edits: StoreChange[] = [];
      for (const [at, { stored }] of typed.entries()) {
        const key = [BigInt(1000 + at)];
        const base = await write.base(name, key, 'v', calm());
        const next = typed[(at + 1) % typed.length]?.stored ?? stored;
        const value = { kind: 'cell', cell: sqliteCell(next) } as const;
        edits.push({ kind: 'update', id: `${at}`, model: name, key, fields: [{ field: 'v', base, value }] });
      }
      const edited = await applyChanges(write, edits);
      if (edited.kind !== 'saved') throw new Error(`refused: ${short(JSON.stringify(edited.problems, printable))}`);
      for (const [at] of typed.entries()) {
        const next = typed[(at + 1) % typed.length]?.stored ?? '';
        expect(same(await session.cell(name, [BigInt(1000 + at)], 'v', manyBytes, calm()), sqliteCell(next))).toBe(
          'same',
        );
      }
      expect((await applyChanges(write, restoring(edited.images))).kind).toBe('saved');
      expect((await applyChanges(write, restoring(result.images))).kind).toBe('saved');
      unchanged();
    });
  });

  it('stay byte for byte while another column of every row is edited, and after the undo', async () => {
    const changes = sqliteFamilies.flatMap(({ name, values }) =>
      values.map((_, at) => update(name, [BigInt(at + 1)], { other: ['o', 'edited'] }, `${name} ${at}`)),
    );
    const result = await applyChanges(place.write, changes);
    if (result.kind !== 'saved') throw new Error('refused');
    const found = differences(before, dumpSqlite(place.path));
    expect(found.length).toBe(size);
    expect(new Set(found.map((one) => (one.kind === 'cell' ? one.column : one.kind)))).toEqual(new Set(['other']));
    expect((await applyChanges(place.write, restoring(result.images))).kind).toBe('saved');
    unchanged();
  });

  it('come back from a delete', async () => {
    const changes = sqliteFamilies.flatMap(({ name, values }) =>
      values.map(
        (_, at): RowChange => ({ kind: 'delete', id: `${name} ${at}`, model: name, key: [BigInt(at + 1)], base: [] }),
      ),
    );
    const result = await applyChanges(place.write, changes);
    if (result.kind !== 'saved') throw new Error('refused');
    expect((await applyChanges(place.write, restoring(result.images))).kind).toBe('saved');
    unchanged();
  });
});

it('a file that is opened, read and saved without edits is the same file, byte for byte', async () => {
  const { path, directory } = await makeDatabase(sqliteCorpusSql());
  const bytes = await readFile(path);
  const { session, write } = await openWritable(path, directory);
  for (const { id } of await session.list(calm())) {
    const { fields } = await session.describe(id, calm());
    const columns = fields.map(({ name }) => name);
    await session.page({ query: rowsOf(id), columns, at: { kind: 'start' }, limit: 200 }, calm());
  }
  expect(await applyChanges(write, [])).toMatchObject({ kind: 'saved', images: null });
  const same = update('texts', [1n], { other: ['o', 'o'] });
  expect(await applyChanges(write, [same])).toMatchObject({ kind: 'saved', images: null });
  await session[Symbol.asyncDispose]();
  expect((await readFile(path)).equals(bytes)).toBe(true);
});

it('names of 63 bytes and names with a meaning elsewhere are names and nothing else', async () => {
  const table = `"quo'ted" [é] \`t\`; -- ${'x'.repeat(40)}`;
  const columns = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'select',
    ' ',
    'a.b',
    '0',
    `c"${'é'.repeat(30)}'`,
  ];
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
  expect(Buffer.byteLength(table)).toBe(63);
  const { path, directory } = await makeDatabase(
    `CREATE TABLE ${quoted(table)} (${columns.map((name) => `${quoted(name)} TEXT`).join(', ')}, PRIMARY KEY ("__proto__")); INSERT INTO ${quoted(table)} VALUES (${columns.map((_, at) => `'v${at}'`).join(', ')})`,
  );
  const before = dumpSqlite(path);
  const reading = await openSession(path, directory);
  const page = await reading.page({ query: rowsOf(table), columns, at: { kind: 'start' }, limit: 5 }, calm());
  expect(page.rows).toEqual([columns.map((_, at) => `v${at}`)]);
  const { write } = await openWritable(path, directory);
  for (const [at, name] of columns.entries()) {
    const value = { kind: 'cell', cell: 'new' } as const;
    const fields = [{ field: name, base: { kind: 'cell', cell: `v${at}` } as const, value }];
    const result = await applyChanges(write, [{ kind: 'update', id: 'u', model: table, key: ['v0'], fields }]);
    if (result.kind !== 'saved') throw new Error(`refused: ${JSON.stringify(result.problems)}`);
    const cells = differences(before, dumpSqlite(path)).flatMap((one) => (one.kind === 'cell' ? [one.column] : []));
    expect(cells).toEqual([name]);
    expect((await applyChanges(write, restoring(result.images))).kind).toBe('saved');
  }
  expect(differences(before, dumpSqlite(path))).toEqual([]);
});
