import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts';
import { examineTarget } from './examine-target.ts';

const manifest = { version: 1, name: 'Shop', storages: { main: { kind: 'sqlite', path: 'shop.db' } } };

function makeDatabase(path: string): void {
  const database = new Sqlite(path);
  database.exec('CREATE TABLE t (a)');
  database.close();
}

async function refusal(path: string): Promise<string> {
  const target = await examineTarget(path);
  if (target.kind !== 'refused') throw new Error(`${path} was taken for a project`);
  expect(target.message).not.toContain('\n');
  return target.message;
}

test('takes a folder and its project file for the same project', async () => {
  const directory = await temporaryDirectory();
  writeFileSync(join(directory, 'storeroom.json'), JSON.stringify({ ...manifest, later: { kept: true } }));
  const target = await examineTarget(directory);
  expect(target).toMatchObject({
    kind: 'project',
    path: directory,
    directory,
    manifest: { ...manifest, later: { kept: true } },
  });
  expect(await examineTarget(join(directory, 'storeroom.json'))).toEqual(target);
});

test('gives one project the same id on every start, and different ones different ids', async () => {
  const directory = await temporaryDirectory();
  for (const name of ['a', 'b']) {
    mkdirSync(join(directory, name));
    writeFileSync(join(directory, name, 'storeroom.json'), JSON.stringify({ ...manifest, name: '山 Größe & Söhne!' }));
  }
  symlinkSync(join(directory, 'a'), join(directory, 'link'));
  const ids = await Promise.all(
    ['a', 'a', 'link', 'b'].map(async (name) => {
      const target = await examineTarget(join(directory, name));
      return target.kind === 'project' ? target.id : target.message;
    }),
  );
  expect(new Set(ids).size).toBe(2);
  expect(ids[0]).toBe(ids[2]);
  expect(ids[0]).toMatch(/^gro-e-so-hne-[0-9a-f]{8}$/);
});

test('opens an SQLite file as a project of one storage', async () => {
  const directory = await temporaryDirectory();
  makeDatabase(join(directory, 'Photos 2026.db'));
  expect(await examineTarget(join(directory, 'Photos 2026.db'))).toMatchObject({
    kind: 'project',
    directory,
    manifest: { name: 'Photos 2026', storages: { 'photos-2026': { kind: 'sqlite', path: 'Photos 2026.db' } } },
  });
});

test('knows an SQLite file by its content, also while another connection writes to it', async () => {
  const directory = await temporaryDirectory();
  const path = join(directory, 'data.bin');
  makeDatabase(path);
  const writer = new Sqlite(path);
  writer.exec('BEGIN EXCLUSIVE; INSERT INTO t VALUES (1)');
  expect((await examineTarget(path, [path])).kind).toBe('project');
  // Looking at it has not dropped the writer's lock.
  const other = new Sqlite(path, { timeout: 0 });
  expect(() => other.exec('BEGIN IMMEDIATE')).toThrow('locked');
  other.close();
  writer.exec('COMMIT');
  writer.close();
});

test('leaves an SQLite file and its folder as they were', async () => {
  const directory = await temporaryDirectory();
  const path = join(directory, 'a.sqlite');
  makeDatabase(path);
  const database = new Sqlite(path);
  database.pragma('journal_mode = WAL');
  database.close();
  const before = readFileSync(path);
  expect((await examineTarget(path)).kind).toBe('project');
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(directory)).toEqual(['a.sqlite']);
});

test('takes a folder of stored files for a files project, wherever its root is', async () => {
  for (const root of ['.', '.storage/files', 'files']) {
    const directory = await temporaryDirectory();
    mkdirSync(join(directory, root, 'shop.images', 'ab', 'cd', '0123456789abcdef0123456789ab'), { recursive: true });
    expect(await examineTarget(directory)).toMatchObject({
      kind: 'project',
      manifest: { files: { files: { root, layout: 'wefram' } }, storages: {}, redis: {} },
    });
  }
});

test('says in one line why a path can never work', async () => {
  const directory = await temporaryDirectory();
  const write = (name: string, text: string) => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  expect(await refusal(join(directory, 'gone'))).toBe(`No such file or folder: ${join(directory, 'gone')}`);
  expect(await refusal(join(write('note.txt', 'x'), 'below'))).toMatch(/^No such file or folder/);
  expect(await refusal(join(directory, 'note.txt'))).toMatch(/neither a storeroom.json nor an SQLite file$/);
  expect(await refusal(write('empty', ''))).toMatch(/is empty$/);
  expect(await refusal(write('a.json', '{'))).toMatch(/is not JSON/);
  expect(await refusal(write('b.json', '{"version":2,"name":"x"}'))).toMatch(/is not a project file: version: /);
  expect(await refusal(write('c.json', '{"version":1,"name":"x","storages":{"a b":{"kind":"sqlite"}}}'))).toMatch(
    /storages/,
  );
  expect(await refusal(directory)).toMatch(/holds no storeroom.json and no files folder that is known$/);
  write('apps.json', '[]');
  expect(await refusal(directory)).toMatch(/is a Wefram project/);
});
