import { readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testEnvironment } from '../../../../../test/support/environment.ts';
import { rowsOf } from '../../../../../test/support/sqlite-session.ts';
import { applyChanges, insert, remove, restoring, stored, update } from '../../../../../test/support/sqlite-write.ts';
import { temporaryDirectory } from '../../../../../test/support/temporary-directory.ts';
import { calm } from '../../conformance/walks.ts';
import type { Session, WriteOps } from '../../connector.ts';
import { sqliteConnector } from '../connector.ts';
import { modelNames } from './attach-names.ts';

const shop =
  "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE letter (id INTEGER PRIMARY KEY, person INTEGER REFERENCES person(id) ON DELETE CASCADE, body TEXT); INSERT INTO person VALUES (1, 'Ada'), (2, 'Eve'); INSERT INTO letter VALUES (10, 1, 'first')";

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await temporaryDirectory();
  for (const [name, sql] of Object.entries(files)) {
    const database = new Database(join(directory, name));
    database.exec(sql);
    database.close();
  }
  return directory;
}

async function open(directory: string, attach: Record<string, string>, readOnly = false): Promise<Session> {
  const context = { environment: testEnvironment(directory), projectDirectory: directory, readOnly };
  const session = await sqliteConnector.open({ kind: 'sqlite', path: 'main.db', attach }, context, calm());
  onTestFinished(() => session[Symbol.asyncDispose]());
  return session;
}

function writing({ write }: Session): WriteOps {
  if (!write) throw new Error('Nothing can be written');
  return write;
}

describe('attached files', () => {
  it('have models of their own, grouped by file, whose relations stay within it', async () => {
    const directory = await folder({ 'main.db': `${shop}; CREATE TABLE "old.person" (v)`, 'a b.db': shop });
    const session = await open(directory, { old: 'a b.db' });
    expect((await session.list(calm())).map(({ id, schema, caption }) => [id, schema, caption])).toEqual([
      ['letter', 'main', 'Letter'],
      ['main.old.person', 'main', 'Old person'],
      ['person', 'main', 'Person'],
      ['old.letter', 'old', 'Letter'],
      ['old.person', 'old', 'Person'],
    ]);
    const letter = await session.describe('old.letter', calm());
    expect(letter).toMatchObject({ id: 'old.letter', schema: 'old' });
    expect(letter.outgoing).toMatchObject([{ fromModel: 'old.letter', toModel: 'old.person' }]);
    expect(letter.fields[1]?.reference).toEqual({ model: 'old.person', field: 'id' });
    expect((await session.describe('old.person', calm())).incoming[0]?.fromModel).toBe('old.letter');
    expect((await session.describe('person', calm())).incoming.map(({ fromModel }) => fromModel)).toEqual(['letter']);
    expect((await session.describe('main.old.person', calm())).fields.map(({ name }) => name)).toEqual(['v']);
  });

  it('are read like the main one: pages, counts, single rows, streams, scans', async () => {
    const directory = await folder({ 'main.db': shop, 'old.db': `${shop}; UPDATE person SET name = 'old ' || name` });
    const session = await open(directory, { old: 'old.db' });
    const query = rowsOf('old.person');
    const page = await session.page({ query, columns: ['name'], at: { kind: 'start' }, limit: 1 }, calm());
    expect(page.rows).toEqual([['old Ada']]);
    const next = { query, columns: ['name'], at: { kind: 'after', cursor: page.last ?? '' } as const, limit: 9 };
    expect((await session.page(next, calm())).rows).toEqual([['old Eve']]);
    expect(await session.count(query, calm())).toEqual({ kind: 'exact', value: 2 });
    expect(await session.read('old.person', [[2n], [9n]], ['name'], calm())).toEqual([['old Eve'], null]);
    expect(await session.cell('old.person', [1n], 'name', 100, calm())).toBe('old Ada');
    expect(await session.cell('person', [1n], 'name', 100, calm())).toBe('Ada');
    const pieces = [];
    for await (const piece of session.stream('old.person', [1n], 'name', calm())) pieces.push(Buffer.from(piece));
    expect(Buffer.concat(pieces).toString()).toBe('old Ada');
    const scanned = [];
    for await (const rows of session.scan(query, ['id'], calm())) scanned.push(...rows);
    expect(scanned).toEqual([[1n], [2n]]);
    const states = [];
    for await (const state of session.watch(query, calm())) states.push(state);
    expect(states.at(-1)).toMatchObject({ positions: 'complete', count: { value: 2 } });
  });

  it('are written in saves of their own, and taken back', async () => {
    const directory = await folder({ 'main.db': shop, 'old.db': shop });
    const session = await open(directory, { old: 'old.db' });
    const write = writing(session);
    const tables = () =>
      ['main.db', 'old.db'].map((file) => ['person', 'letter'].map((name) => stored(join(directory, file), name)));
    const before = tables();
    expect(await write.impact('old.person', [[1n]], calm())).toMatchObject([
      { model: 'old.letter', effect: 'cascade' },
    ]);
    const result = await applyChanges(write, [
      remove('old.person', [1n]),
      insert('old.person', { name: 'new' }, 'new'),
      update('old.person', [2n], { name: ['Eve', 'Eva'] }),
    ]);
    if (result.kind !== 'saved') throw new Error('refused');
    expect(new Set(result.images?.map(({ model }) => model))).toEqual(new Set(['old.person', 'old.letter']));
    expect(tables()[0]).toEqual(before[0]);
    expect(await write.compare(result.images ?? [], calm())).toBe('after');
    expect((await applyChanges(write, restoring(result.images))).kind).toBe('saved');
    expect(tables()).toEqual(before);
    const refused = await applyChanges(write, [insert('old.letter', { person: 99n }, 'lost')]);
    expect(refused).toMatchObject({ problems: [{ model: 'old.letter', code: 'foreign_key' }] });
  });

  it('are not written together with another file, and nothing of such a save is kept', async () => {
    const directory = await folder({ 'main.db': shop, 'old.db': shop });
    const session = await open(directory, { old: 'old.db' });
    const both = [insert('person', { name: 'a' }, 'here'), insert('old.person', { name: 'b' }, 'there')];
    const problem = { kind: 'invalid', change: 'there', model: 'old.person', code: 'apart', field: null };
    expect(await applyChanges(writing(session), both)).toMatchObject({ kind: 'refused', problems: [problem] });
    const request = { changes: both, readUpload: () => Promise.reject(new Error()) };
    const described = await writing(session).describe(request, calm());
    expect(described.problems).toMatchObject([problem]);
    expect(described.statements.length).toBe(2);
    expect(stored(join(directory, 'main.db'), 'person').length).toBe(2);
    expect(stored(join(directory, 'old.db'), 'person').length).toBe(2);
  });

  it('are not written where the project is read-only', async () => {
    const directory = await folder({ 'main.db': shop, 'old.db': shop });
    expect((await open(directory, { old: 'old.db' }, true)).write).toBeUndefined();
  });
});

describe('an attached file that can’t be opened', () => {
  it('says why, keeps the rest open, and is there after a refresh once it can be', async () => {
    const directory = await folder({ 'main.db': shop, 'old.db': shop });
    await rename(join(directory, 'old.db'), join(directory, 'away.db'));
    await writeFile(join(directory, 'bad.db'), 'no database '.repeat(1000));
    const before = await readFile(join(directory, 'bad.db'));
    const session = await open(directory, { old: 'old.db', bad: 'bad.db' });
    expect((await session.list(calm())).slice(2)).toEqual([
      { id: 'old.', caption: 'old.db', schema: 'old', kind: 'table', unreadable: 'No file old.db' },
      {
        id: 'bad.',
        caption: 'bad.db',
        schema: 'bad',
        kind: 'table',
        unreadable: expect.stringMatching(/not an SQLite/),
      },
    ]);
    expect(await session.describe('old.', calm())).toMatchObject({ fields: [], unreadable: 'No file old.db' });
    const asked = session.page({ query: rowsOf('old.person'), columns: [], at: { kind: 'start' }, limit: 1 }, calm());
    await expect(asked).rejects.toMatchObject({ code: 'connection', message: 'old.db: No file old.db' });
    expect(await session.cell('person', [1n], 'name', 100, calm())).toBe('Ada');
    expect((await applyChanges(writing(session), [insert('person', {}, 'new')])).kind).toBe('saved');
    await expect(applyChanges(writing(session), [insert('old.person', {}, 'new')])).rejects.toMatchObject({
      code: 'connection',
    });
    await rename(join(directory, 'away.db'), join(directory, 'old.db'));
    session.refresh();
    expect((await session.list(calm())).map(({ id }) => id)).toEqual([
      'letter',
      'person',
      'old.letter',
      'old.person',
      'bad.',
    ]);
    expect((await readFile(join(directory, 'bad.db'))).equals(before)).toBe(true);
    // And when it goes.
    await rm(join(directory, 'old.db'));
    session.refresh();
    expect((await session.list(calm())).map(({ id }) => id)).toContain('old.');
  });

  it('is the main file, or one that is attached already', async () => {
    const directory = await folder({ 'main.db': shop, 'old.db': shop });
    await symlink('main.db', join(directory, 'link.db'));
    const session = await open(directory, { a: 'link.db', b: 'old.db', c: './old.db' });
    expect((await session.list(calm())).filter(({ unreadable }) => unreadable)).toMatchObject([
      { id: 'a.', unreadable: 'It is the same file as the main file' },
      { id: 'c.', unreadable: 'It is the same file as “b”' },
    ]);
  });
});

describe('names of attached files', () => {
  it.each([
    [{ main: 'x.db' }, /No file can be attached as “main”/],
    [{ TEMP: 'x.db' }, /No file can be attached as “TEMP”/],
    [{ a: 'x.db', A: 'y.db' }, /Two files are attached as “A”/],
    [{ 'a.b': 'x.db' }, /can’t name an attached file/],
    [{ '': 'x.db' }, /can’t name an attached file/],
    [Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`f${at}`, 'x.db'])), /11 files can’t be attached/],
  ])('%j', async (attach, message) => {
    const directory = await folder({ 'main.db': shop });
    await expect(open(directory, attach)).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringMatching(message),
    });
  });

  it('make ids that lead back, and no two alike, whatever the tables are called', () => {
    const table = fc.oneof(
      fc.constantFrom('a', 'a.b', 'main', 'main.a', 'old', 'old.a', 'main.old.a', '', '.'),
      fc.string(),
    );
    const place = fc.record({ file: fc.constantFrom(null, 'old', 'older'), name: table });
    fc.assert(
      fc.property(place, place, (one, two) => {
        const names = modelNames(['old', 'older']);
        expect(names.placeOf(names.idOf(one))).toEqual(one);
        expect(names.idOf(one) === names.idOf(two)).toBe(one.file === two.file && one.name === two.name);
      }),
    );
  });
});
