import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testEnvironment } from '../../../../../test/support/environment.ts';
import { makeDatabase, rowsOf } from '../../../../../test/support/sqlite-session.ts';
import {
  applyChanges,
  insert,
  openWritable,
  outside,
  remove,
  stored,
  update,
  writableDatabase,
} from '../../../../../test/support/sqlite-write.ts';
import { calm } from '../../conformance/walks.ts';
import type { WriteRequest } from '../../connector.ts';
import { sqliteConnector } from '../connector.ts';

const table = "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT); INSERT INTO t VALUES (1, 'a'), (2, 'b')";
const change = update('t', [1n], { v: ['a', 'mine'] });
const request: WriteRequest = { changes: [change], readUpload: async () => new Uint8Array() };

describe('a file that another program has locked', () => {
  it.each(['IMMEDIATE', 'EXCLUSIVE'])('is waited for, and saved to when it is free: %s', async (kind) => {
    const { write, path } = await writableDatabase(table);
    await applyChanges(write, [update('t', [2n], { v: ['b', 'c'] })]);
    const other = new Database(path);
    other.exec(`BEGIN ${kind}`);
    const saving = applyChanges(write, [change]);
    await delay(300);
    other.exec('COMMIT');
    other.close();
    expect((await saving).kind).toBe('saved');
    expect(stored(path, 't')[0]).toEqual({ id: 'integer:1', v: 'text:6D696E65' });
  });

  it('is given up after five seconds; the change is as good as before', { timeout: 30_000 }, async () => {
    const { write, path } = await writableDatabase(table);
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    await expect(applyChanges(write, [change])).rejects.toMatchObject({
      code: 'connection',
      message: 'test.db is locked by another program',
      detail: { subject: path, advice: 'Nothing was written. Try again when it is done.' },
    });
    other.exec('COMMIT');
    other.close();
    expect((await applyChanges(write, [change])).kind).toBe('saved');
  });

  it('is not waited for any longer than the person wants', async () => {
    const { write, path } = await writableDatabase(table);
    await applyChanges(write, [update('t', [2n], { v: ['b', 'c'] })]);
    const other = new Database(path);
    other.exec('BEGIN EXCLUSIVE');
    const abort = new AbortController();
    const saving = write.apply(request, async () => undefined, { signal: abort.signal });
    await delay(200);
    const abortedAt = performance.now();
    abort.abort();
    await expect(saving).rejects.toMatchObject({ code: 'aborted' });
    expect(performance.now() - abortedAt).toBeLessThan(1000);
    other.exec('COMMIT');
    other.close();
    expect((await applyChanges(write, [change])).kind).toBe('saved');
  });

  it('by a reader that never ends keeps the commit out, which takes everything back', { timeout: 30_000 }, async () => {
    const { write, path } = await writableDatabase(table);
    const other = new Database(path);
    other.exec('BEGIN; SELECT count(*) FROM t');
    other.prepare('SELECT * FROM t').all();
    await expect(applyChanges(write, [change])).rejects.toMatchObject({ code: 'connection' });
    other.exec('COMMIT');
    other.close();
    expect(stored(path, 't')[0]?.v).toBe('text:61');
    expect((await applyChanges(write, [change])).kind).toBe('saved');
  });
});

it('a long read of Storeroom’s own does not keep a commit waiting, and goes on after it', {
  timeout: 30_000,
}, async () => {
  const { write, session, path } = await writableDatabase(
    `${table}; CREATE TABLE big (id INTEGER PRIMARY KEY, v TEXT);` +
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO big SELECT i, 'x' || i FROM n;" +
      'CREATE VIEW slow AS SELECT a.id, a.v FROM big a, big b WHERE a.v || b.v = 0',
  );
  const abort = new AbortController();
  const query = rowsOf('slow', { filter: { kind: 'isNotNull', field: 'v' } });
  await session.describe('slow', calm());
  let hasEnded = false;
  const reading = session
    .page({ query, columns: ['v'], at: { kind: 'start' }, limit: 10 }, { signal: abort.signal, timeoutMs: 20_000 })
    .then(
      () => 'read',
      (error: unknown) => (error instanceof Error ? error.message : 'failed'),
    )
    .finally(() => {
      hasEnded = true;
    });
  await applyChanges(write, [update('t', [2n], { v: ['b', 'c'] })]);
  const began = performance.now();
  expect((await applyChanges(write, [change])).kind).toBe('saved');
  expect(performance.now() - began).toBeLessThan(3000);
  expect(hasEnded).toBe(false);
  abort.abort();
  expect(await reading).toBe('The read was given up');
  expect(stored(path, 't')[0]?.v).toBe('text:6D696E65');
});

describe('what can’t be written', () => {
  it('has no writing half in a project that is read-only, and no thread for it', async () => {
    const { path, directory } = await makeDatabase(table);
    const environment = testEnvironment(directory);
    const started: string[] = [];
    const watched: typeof environment = {
      ...environment,
      startWorker: (entry, input) => {
        started.push(entry);
        return environment.startWorker(entry, input);
      },
    };
    const context = { environment: watched, projectDirectory: directory, readOnly: true };
    const session = await sqliteConnector.open({ kind: 'sqlite', path }, context, calm());
    expect('write' in session).toBe(false);
    await session[Symbol.asyncDispose]();
    const writable = await sqliteConnector.open({ kind: 'sqlite', path }, { ...context, readOnly: false }, calm());
    onTestFinished(() => writable[Symbol.asyncDispose]());
    await writable.list(calm());
    expect(started).not.toContain('sqlite-writer');
    if (!writable.write) throw new Error('It can be written');
    await applyChanges(writable.write, [change]);
    expect(started.filter((entry) => entry === 'sqlite-writer').length).toBe(1);
  });

  it.each([
    ['a file without the permission', 0o444, 0o755, 'This account may not write to the file'],
    ['a folder without the permission', 0o644, 0o555, 'This account may not write to the folder of the file'],
  ])('%s says so on its models', async (_, fileMode, folderMode, reason) => {
    const { path, directory } = await makeDatabase(table);
    chmodSync(path, fileMode);
    chmodSync(directory, folderMode);
    onTestFinished(() => chmodSync(directory, 0o755));
    const isRoot = process.getuid?.() === 0;
    // Root may write everything: somebody else looks.
    if (isRoot) {
      chownSync(path, 65_534, 65_534);
      chownSync(directory, 65_534, 65_534);
    }
    const script = fileURLToPath(new URL('../../../../../test/support/what-is-writable.ts', import.meta.url));
    const looked = spawnSync(process.execPath, [script, path], {
      encoding: 'utf8',
      ...(isRoot ? { uid: 65_534, gid: 65_534 } : {}),
    });
    expect(looked.stderr).toBe('');
    expect(JSON.parse(looked.stdout)).toEqual({ hasWrite: false, reason });
  });

  it('because the disk is full leaves the store as it was', { timeout: 60_000 }, async (context) => {
    const mount = mkdtempSync(join(tmpdir(), 'storeroom-full-'));
    onTestFinished(() => rmSync(mount, { recursive: true, force: true }));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', mount], { encoding: 'utf8' });
    if (mounted.status !== 0) {
      const why = mounted.error?.message ?? mounted.stderr.trim();
      context.skip(`no small file system can be mounted: ${why}`);
    }
    onTestFinished(() => void spawnSync('umount', [mount]));
    const path = join(mount, 'test.db');
    outside(path, table);
    const { write, session } = await openWritable(path, mount);
    writeFileSync(join(mount, 'filler'), new Uint8Array(330_000));
    const big = Array.from({ length: 30 }, (_, at) => insert('t', { v: 'x'.repeat(10_000) }, `big ${at}`));
    await expect(applyChanges(write, big)).rejects.toMatchObject({
      code: 'connection',
      message: 'The disk that holds test.db is full',
    });
    expect(stored(path, 't').length).toBe(2);
    rmSync(join(mount, 'filler'));
    expect((await applyChanges(write, [change])).kind).toBe('saved');
    await session[Symbol.asyncDispose]();
  });

  it('because the file was replaced is not written to the other one', async () => {
    const { write, path } = await writableDatabase(table);
    const other = await makeDatabase(table);
    renameSync(path, `${path}.old`);
    renameSync(other.path, path);
    await expect(applyChanges(write, [change])).rejects.toMatchObject({
      code: 'connection',
      message: 'The file was replaced',
    });
    expect(stored(path, 't')[0]?.v).toBe('text:61');
  });
});

describe('a schema that is changed from outside while rows are edited', () => {
  const related = `${table}; CREATE TABLE c (t INTEGER REFERENCES t(id) ON DELETE CASCADE); INSERT INTO c VALUES (1), (2)`;

  it('refuses the save once; what still fits is saved the next time', async () => {
    const { write, session, path } = await writableDatabase(related);
    await applyChanges(write, [update('t', [2n], { v: ['b', 'c'] })]);
    outside(path, 'ALTER TABLE t ADD COLUMN more');
    await expect(applyChanges(write, [change])).rejects.toMatchObject({
      code: 'conflict',
      message: 'The table “t” was changed by another program',
    });
    expect((await session.describe('t', calm())).fields.map(({ name }) => name)).toEqual(['id', 'v', 'more']);
    expect((await applyChanges(write, [change])).kind).toBe('saved');
  });

  it('has a column less, which its edit says', async () => {
    const { write, path } = await writableDatabase(related);
    await applyChanges(write, [update('t', [2n], { v: ['b', 'c'] })]);
    outside(path, 'ALTER TABLE t RENAME COLUMN v TO w');
    await expect(applyChanges(write, [change])).rejects.toMatchObject({ code: 'conflict' });
    expect(await applyChanges(write, [change])).toMatchObject({
      kind: 'refused',
      problems: [{ kind: 'invalid', field: 'v', code: 'store', message: 't has no column “v”' }],
    });
    outside(path, 'DROP TABLE c; DROP TABLE t');
    await expect(applyChanges(write, [change])).rejects.toMatchObject({ code: 'conflict' });
    expect(await applyChanges(write, [change])).toMatchObject({
      problems: [{ field: null, code: 'store', message: 'There is no table “t”' }],
    });
  });

  it('has new tables that follow: they are planned for without a word, and imaged', async () => {
    const { write, path } = await writableDatabase(related);
    await applyChanges(write, [update('t', [2n], { v: ['b', 'c'] })]);
    outside(path, 'CREATE TABLE d (t INTEGER REFERENCES t(id) ON DELETE SET NULL); INSERT INTO d VALUES (1)');
    const result = await applyChanges(write, [remove('t', [1n])]);
    if (result.kind !== 'saved') throw new Error('refused');
    expect(result.images?.map(({ model, kind }) => [model, kind])).toEqual([
      ['t', 'delete'],
      ['c', 'delete'],
      ['d', 'update'],
    ]);
  });
});

describe('a save that is given up', () => {
  it('between two statements leaves nothing behind', async () => {
    const { write, path } = await writableDatabase(table);
    await applyChanges(write, [update('t', [2n], { v: ['b', 'c'] })]);
    const changes = Array.from({ length: 20_000 }, (_, at) => insert('t', { v: `row ${at}` }, String(at)));
    const abort = new AbortController();
    let wasAsked = false;
    const saving = write.apply(
      { ...request, changes },
      async () => {
        wasAsked = true;
      },
      { signal: abort.signal },
    );
    setTimeout(() => abort.abort(), 60);
    await expect(saving).rejects.toMatchObject({ code: 'aborted' });
    expect(wasAsked).toBe(false);
    expect(stored(path, 't').length).toBe(2);
    expect((await applyChanges(write, [change])).kind).toBe('saved');
  });

  it('because the journal can’t be written, or while it is written, is rolled back', async () => {
    const { write, path } = await writableDatabase(table);
    const failing = async () => {
      throw new Error('The journal is full');
    };
    await expect(write.apply(request, failing, calm())).rejects.toThrow('The journal is full');
    const abort = new AbortController();
    const giveUp = async () => abort.abort();
    await expect(write.apply(request, giveUp, { signal: abort.signal })).rejects.toMatchObject({ code: 'aborted' });
    expect(stored(path, 't')[0]?.v).toBe('text:61');
    // No lock is left behind.
    outside(path, "UPDATE t SET v = 'z' WHERE id = 2");
    expect((await applyChanges(write, [change])).kind).toBe('saved');
  });
});

describe('closing', () => {
  it('waits for a commit that is on its way', async () => {
    const { path, directory } = await makeDatabase(table);
    const { session, write } = await openWritable(path, directory);
    let journalIsDone = () => {};
    const writesJournal = new Promise<void>((resolve) => {
      journalIsDone = resolve;
    });
    let began = () => {};
    const hasBegun = new Promise<void>((resolve) => {
      began = resolve;
    });
    const saving = write.apply(
      request,
      async () => {
        began();
        await writesJournal;
      },
      calm(),
    );
    await hasBegun;
    const closing = session[Symbol.asyncDispose]();
    await delay(50);
    journalIsDone();
    expect((await saving).kind).toBe('saved');
    await closing;
    expect(stored(path, 't')[0]?.v).toBe('text:6D696E65');
  });

  it('gives up what still waits for a lock, at once', async () => {
    const { path, directory } = await makeDatabase(table);
    const { session, write } = await openWritable(path, directory);
    await applyChanges(write, [update('t', [2n], { v: ['b', 'c'] })]);
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    const saving = applyChanges(write, [change]);
    const refused = expect(saving).rejects.toMatchObject({ code: 'aborted' });
    await delay(100);
    const began = performance.now();
    await session[Symbol.asyncDispose]();
    expect(performance.now() - began).toBeLessThan(2000);
    await refused;
    other.exec('COMMIT');
    other.close();
    expect(stored(path, 't')[0]?.v).toBe('text:61');
  });
});
