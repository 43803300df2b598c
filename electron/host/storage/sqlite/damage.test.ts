import { randomFillSync } from 'node:crypto';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import type Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testEnvironment } from '../../../../test/support/environment.ts';
import { makeDatabase, openSession, rowsOf } from '../../../../test/support/sqlite-session.ts';
import { applyChanges, openWritable, update } from '../../../../test/support/sqlite-write.ts';
import { calm } from '../conformance/walks.ts';
import type { Session } from '../connector.ts';
import { sqliteConnector } from './connector.ts';

const pageBytes = 4096;
const damaged = {
  code: 'unsupported',
  message: 'test.db is damaged',
  detail: { advice: expect.stringMatching(/backup/) },
};

/** Three tables; the pages of `big` lie behind those of `first`, `last` behind both. */
function fill(database: Database.Database): void {
  database.pragma(`page_size = ${pageBytes}`);
  for (const [name, rows] of [
    ['first', 50],
    ['big', 4000],
    ['last', 50],
  ] as const) {
    database.exec(`CREATE TABLE "${name}" (id INTEGER PRIMARY KEY, v TEXT)`);
    const insert = database.prepare(`INSERT INTO "${name}" (v) VALUES (?)`);
    database.transaction(() => {
      for (let row = 1; row <= rows; row += 1) insert.run(`${row} ${'x'.repeat(90)}`);
    })();
  }
}

async function spoiled(spoil: (bytes: Buffer, path: string) => Promise<void> | void) {
  const { path, directory } = await makeDatabase(fill);
  const bytes = await readFile(path);
  await spoil(bytes, path);
  return { path, directory, bytes: () => readFile(path) };
}

function page(session: Session, model: string, at: Parameters<Session['page']>[0]['at'], limit = 40) {
  return session.page({ query: rowsOf(model), columns: ['id', 'v'], at, limit }, calm());
}

describe('a file that is no database for SQLite is refused, and not touched', () => {
  it.each<readonly [string, (bytes: Buffer) => Buffer]>([
    [
      'its first bytes are random, as those of an encrypted one',
      (bytes) => randomFillSync(Buffer.from(bytes), 0, 4096),
    ],
    ['all its bytes are random', (bytes) => randomFillSync(Buffer.alloc(bytes.length))],
    [
      'its page size is none',
      (bytes) => {
        bytes.writeUInt16BE(1000, 16);
        return bytes;
      },
    ],
  ])('%s', async (_, make) => {
    const { path, directory, bytes } = await spoiled(async (given, file) => writeFile(file, make(given)));
    const before = await bytes();
    await expect(openSession(path, directory)).rejects.toMatchObject({
      code: 'unsupported',
      message: 'test.db is not an SQLite database, or it is encrypted',
      detail: { advice: expect.stringMatching(/decrypt a copy.*backup/) },
    });
    expect((await bytes()).equals(before)).toBe(true);
  });

  it('its pages have another size than it says', async () => {
    const { path, directory, bytes } = await spoiled(async (given, file) => {
      given.writeUInt16BE(1024, 16);
      await writeFile(file, given);
    });
    const before = await bytes();
    await expect(openSession(path, directory)).rejects.toMatchObject(damaged);
    expect((await bytes()).equals(before)).toBe(true);
  });
});

describe('of a damaged file the rest is read, and nothing is written', () => {
  it('it is cut short', async () => {
    const { path, directory, bytes } = await spoiled((given, file) =>
      truncate(file, given.length - 3 * pageBytes - 100),
    );
    const before = await bytes();
    const session = await openSession(path, directory);
    expect((await session.list(calm())).map(({ id }) => id)).toEqual(['big', 'first', 'last']);
    expect((await page(session, 'first', { kind: 'start' })).rows.length).toBe(40);
    expect((await page(session, 'big', { kind: 'start' })).rows[0]?.[0]).toBe(1n);
    await expect(page(session, 'last', { kind: 'start' })).rejects.toMatchObject(damaged);
    const writing = await openReadOnly(path, directory);
    expect((await writing.describe('first', calm())).readOnlyReason).toBe(
      'The file is damaged: nothing is written to it',
    );
    expect((await bytes()).equals(before)).toBe(true);
  });

  it('an entry of its schema is no SQL', async () => {
    const { path, directory, bytes } = await spoiled(async (given, file) => {
      const at = given.indexOf('CREATE TABLE "last"');
      given.write('CREATE TABBE', at);
      await writeFile(file, given);
    });
    const before = await bytes();
    const session = await openSession(path, directory);
    expect((await page(session, 'first', { kind: 'start' })).rows.length).toBe(40);
    expect((await page(session, 'big', { kind: 'end' })).rows.at(-1)?.[0]).toBe(4000n);
    await expect(page(session, 'last', { kind: 'start' })).rejects.toMatchObject({ code: expect.stringMatching(/./) });
    expect((await openReadOnly(path, directory)).write).toBeUndefined();
    expect((await bytes()).equals(before)).toBe(true);
  });

  it('a page in the middle is not what was written there', async () => {
    const { path, directory, bytes } = await spoiled(async (given, file) => {
      // In the middle of the pages of `big`.
      const number = Math.floor(given.indexOf('2000 xxx') / pageBytes);
      given.fill(0xaa, number * pageBytes, (number + 1) * pageBytes);
      await writeFile(file, given);
    });
    const before = await bytes();
    const { session, write } = await openWritable(path, directory);
    const model = await session.describe('big', calm());
    expect(model.readOnlyReason).toBe(null);
    expect((await page(session, 'big', { kind: 'start' })).rows[0]?.[0]).toBe(1n);
    expect((await page(session, 'big', { kind: 'end' })).rows.at(-1)?.[0]).toBe(4000n);
    expect((await page(session, 'big', { kind: 'key', key: [3000n] })).rows.map(([id]) => id)).toContain(3000n);
    expect(await session.count(rowsOf('big'), calm())).toEqual({ kind: 'estimate', value: 4000 });
    const states = [];
    for await (const state of session.watch(rowsOf('big'), calm())) states.push(state);
    expect(states.at(-1)).toMatchObject({ positions: 'stopped', count: { kind: 'estimate' } });
    expect((await page(session, 'last', { kind: 'start' })).rows.length).toBe(40);
    expect((await session.read('big', [[3990n]], ['id'], calm()))[0]).toEqual([3990n]);
    await expect(session.read('big', [[2000n]], ['v'], calm())).rejects.toMatchObject(damaged);
    // From now on it is known: rows that can be read are not written either.
    expect((await session.describe('last', calm())).readOnlyReason).toMatch(/damaged/);
    const [row] = (await page(session, 'last', { kind: 'start' })).rows;
    const edit = update('last', [1n], { v: [String(row?.[1]), 'new'] });
    await expect(applyChanges(write, [edit])).rejects.toMatchObject({
      ...damaged,
      detail: { advice: expect.stringMatching(/^Nothing was written/) },
    });
    expect((await bytes()).equals(before)).toBe(true);
  });

  it('a save that meets a damaged page keeps nothing', async () => {
    const { path, directory, bytes } = await spoiled(async (given, file) => {
      const number = Math.floor(given.indexOf('2000 xxx') / pageBytes);
      given.fill(0xaa, number * pageBytes, (number + 1) * pageBytes);
      await writeFile(file, given);
    });
    const before = await bytes();
    const { write } = await openWritable(path, directory);
    const edits = [
      update('last', [1n], { v: [`1 ${'x'.repeat(90)}`, 'new'] }),
      update('big', [2000n], { v: ['', 'new'] }),
    ];
    await expect(applyChanges(write, edits)).rejects.toMatchObject(damaged);
    expect((await bytes()).equals(before)).toBe(true);
  });
});

/** Opened for writing, which is refused by the file itself. */
async function openReadOnly(path: string, directory: string): Promise<Session> {
  const context = { environment: testEnvironment(directory), projectDirectory: directory, readOnly: false };
  const session = await sqliteConnector.open({ kind: 'sqlite', path }, context, calm());
  onTestFinished(() => session[Symbol.asyncDispose]());
  return session;
}
