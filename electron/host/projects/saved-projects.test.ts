import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call } from '@orpc/server';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { ProjectSettings } from '../../../shared/domain/project-settings.ts';
import { router } from '../api/router.ts';
import { nothing } from './testing/empty-form.ts';
import { makeProjectPlace, type ProjectHost } from './testing/project-host.ts';

function makeDatabase(path: string): string {
  const database = new Sqlite(path);
  database.exec("CREATE TABLE album (id INTEGER PRIMARY KEY, title TEXT); INSERT INTO album VALUES (1, 'First')");
  database.close();
  return path;
}

function sqlite(path: string): ProjectSettings['database'] {
  return { kind: 'sqlite', path, attached: [] };
}

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Saves another title, and tells how many entries the journal has then. */
async function saveTitle({ host }: ProjectHost, project: string, from: string, to: string): Promise<number> {
  const { context } = host;
  const [storage = ''] = context.projects.get(project).storages.keys();
  const field = {
    field: 'title',
    value: { kind: 'cell' as const, cell: to },
    base: { kind: 'cell' as const, cell: from },
  };
  const changes = [{ kind: 'update' as const, id: 'a', model: 'album', key: [1n], fields: [field] }];
  const saved = await call(router.changes.apply, { project, storage, changes }, { context });
  expect(saved.kind).toBe('saved');
  return entriesOf(host, project);
}

async function entriesOf({ context }: ProjectHost['host'], project: string): Promise<number> {
  const query = { project, text: '', storage: null, model: null, after: null, limit: 100 };
  return (await call(router.changes.list, query, { context })).entries.length;
}

describe('a new project', () => {
  test('is written into the data folder, for its owner only, and opened again after a restart', async () => {
    const place = await makeProjectPlace();
    const path = makeDatabase(join(place.directory, 'shop.db'));
    const first = await place.start();
    const { id } = await first.calls.save(null, { ...nothing, environment: 'production', database: sqlite(path) });
    const folder = join(place.data, 'projects', id);
    expect(readdirSync(folder)).toEqual(['storeroom.json']);
    expect([statSync(folder).mode & 0o777, statSync(join(folder, 'storeroom.json')).mode & 0o777]).toEqual([
      0o700, 0o600,
    ]);
    expect(readJson(join(folder, 'storeroom.json'))).toEqual({
      version: 1,
      name: 'Shop',
      environment: 'production',
      storages: { shop: { kind: 'sqlite', path } },
    });
    expect(await first.calls.known()).toMatchObject([
      { id, name: 'Shop', environment: 'production', isSaved: true, isOpen: false, openedAt: null, missing: null },
    ]);
    expect(await first.calls.open({ kind: 'known', id })).toBe(id);
    await first.part(id, 'storages', 'ready');
    await first.close();

    const second = await place.start();
    expect(await second.calls.known()).toMatchObject([
      { id, isOpen: false, openedAt: expect.any(String), parts: [{ kind: 'storage', text: 'SQLite shop.db' }] },
    ]);
    await second.calls.open({ kind: 'known', id });
    expect(await second.project(id)).toMatchObject({ id, environment: 'production', path: folder });
  });

  test('is refused with the field to look at', async () => {
    const { calls } = await (await makeProjectPlace()).start();
    const refused = (settings: Partial<ProjectSettings>) =>
      calls.save(null, { ...nothing, ...settings }).then(
        () => 'saved',
        (error: { code: string; data: { subject: string } }) => [error.code, error.data.subject],
      );
    const server = {
      ...{ kind: 'postgresql' as const, host: 'db', port: '5432', databases: ['shop'], user: 'me', schemas: [] },
      ...{ sslMode: 'prefer' as const, rootCertificate: '', certificate: '', key: '' },
    };
    expect(await refused({ name: '  ' })).toEqual(['bad_request', 'name']);
    expect(await refused({})).toEqual(['bad_request', 'database']);
    expect(await refused({ database: sqlite('shop.db') })).toEqual(['bad_request', 'path']);
    expect(await refused({ database: { ...server, host: ' ' } })).toEqual(['bad_request', 'host']);
    expect(await refused({ database: { ...server, port: '5432,70000' } })).toEqual(['bad_request', 'port']);
    expect(await refused({ database: { ...server, databases: [] } })).toEqual(['bad_request', 'database']);
    expect(await refused({ database: { ...server, user: '' } })).toEqual(['bad_request', 'user']);
    expect(await refused({ database: { ...server, key: 'x.key' } })).toEqual(['bad_request', 'key']);
    const attached = ['a', 'A'].map((name) => ({ name, path: '/x.db' }));
    expect(await refused({ database: { kind: 'sqlite', path: '/a.db', attached } })).toEqual([
      'bad_request',
      'attached',
    ]);
    expect(await refused({ filesRoot: 'files' })).toEqual(['bad_request', 'filesRoot']);
    expect(await refused({ redisUrl: 'http://x' })).toEqual(['bad_request', 'redisUrl']);
  });
});

describe('a project with a file of its own', () => {
  const written = `{
\t"version": 1,
\t"name": "Shop",
\t"later": { "big": 12345678901234567890, "exact": 1.50 },
\t"storages": {
\t\t"main": { "kind": "sqlite", "path": "./db/../shop.db", "note": "kept" },
\t\t"archive": { "kind": "sqlite", "path": "archive.db" }
\t},
\t"models": { "album": { "caption": "Albums" } }
}
`;

  test('keeps what the form does not show, and how paths are written that stay', async () => {
    const place = await makeProjectPlace();
    const folder = join(place.directory, 'shop');
    mkdirSync(folder);
    makeDatabase(join(folder, 'shop.db'));
    writeFileSync(join(folder, 'storeroom.json'), written);
    const { calls, project, part } = await place.start();
    const id = await calls.open({ kind: 'path', path: folder });
    await part(id, 'storages', 'ready');
    const { settings, file, others } = await calls.settings(id);
    expect({ file, others }).toEqual({ file: join(folder, 'storeroom.json'), others: ['storages.archive'] });
    expect(settings).toMatchObject({ name: 'Shop', database: { kind: 'sqlite', path: join(folder, 'shop.db') } });

    expect(await calls.save(id, { ...settings, name: 'Store', readOnly: true })).toEqual({ id });
    const after = readFileSync(file, 'utf8');
    expect(after).toContain('"big": 12345678901234567890');
    expect(after).toContain('"exact": 1.50');
    expect(after).toContain('"path": "./db/../shop.db"');
    expect(after).toMatch(/^\{\n\t"version"/);
    expect(JSON.parse(after)).toEqual({ ...JSON.parse(written), name: 'Store', readOnly: true });
    expect(await project(id)).toMatchObject({ id, name: 'Store', readOnlyReason: 'The project file says read-only' });

    const backups = join(place.data, 'backups', 'projects', id);
    expect(readJson(join(backups, readdirSync(backups)[0] ?? '')).name).toBe('Shop');
  });

  test('keeps id, tabs, journal and drafts under another name, also when it is opened by its path later', async () => {
    const place = await makeProjectPlace();
    const folder = join(place.directory, 'shop');
    mkdirSync(folder);
    makeDatabase(join(folder, 'shop.db'));
    writeFileSync(join(folder, 'storeroom.json'), written);
    const first = await place.start();
    const id = await first.calls.open({ kind: 'path', path: folder });
    await first.part(id, 'storages', 'ready');
    await saveTitle(first, id, 'First', 'Changed');
    const draft = { value: '[]', inserted: 1, updated: 0, deleted: 0 };
    await first.host.context.drafts.write(folder, 'window', draft);
    const workspace = {
      ...{ tabs: [{ path: '/models/main/album', isPreview: false }], active: 0, columnWidths: {} },
      ...{ sidebarWidth: 240, sidebarOpen: true, detailsWidth: 300, detailsOpen: false },
    };
    await first.host.context.localState.saveWorkspace(id, workspace);
    const { settings } = await first.calls.settings(id);
    await first.calls.save(id, { ...settings, name: 'A wholly other name' });
    await first.close();
    const second = await place.start();
    expect(await second.calls.open({ kind: 'path', path: folder })).toBe(id);
    expect(await second.calls.known()).toMatchObject([{ id, name: 'A wholly other name', isSaved: false }]);
    expect(await second.host.context.localState.workspace(id)).toEqual(workspace);
    expect(await entriesOf(second.host, id)).toBe(1);
    expect(await second.host.context.drafts.get(folder, 'window')).toEqual(draft);
  });

  test('stays closed when it is closed while its settings are being saved', async () => {
    const place = await makeProjectPlace();
    const path = makeDatabase(join(place.directory, 'shop.db'));
    const { calls, host } = await place.start();
    const id = await calls.open({ kind: 'path', path });
    const target = await host.examine(path);
    if (target.kind === 'refused') throw new Error(target.message);
    await host.context.opening.reopen({ ...target, id }, async () => {
      await host.context.opening.close(id);
      return new Set();
    });
    expect(await calls.list()).toEqual([]);
  });
});

describe('a bare SQLite file', () => {
  test('gets a project file in the data folder when it is edited, and keeps its id, path and journal', async () => {
    const place = await makeProjectPlace();
    const path = makeDatabase(join(place.directory, 'shop.db'));
    const first = await place.start();
    const id = await first.calls.open({ kind: 'path', path });
    await first.part(id, 'storages', 'ready');
    expect(await saveTitle(first, id, 'First', 'Changed')).toBe(1);
    const { context } = first.host;
    const draft = { value: '[]', inserted: 1, updated: 0, deleted: 0 };
    await context.drafts.write((await first.project(id)).path, 'window', draft);
    const { settings, file } = await first.calls.settings(id);
    expect(file).toBe(join(place.data, 'projects', id, 'storeroom.json'));
    await first.calls.save(id, { ...settings, name: 'The shop', environment: 'production', readOnly: true });
    expect(await first.project(id)).toMatchObject({ id, name: 'The shop', environment: 'production', path });
    expect(await context.drafts.get(path, 'window')).toEqual(draft);
    expect(await entriesOf(first.host, id)).toBe(1);
    await first.close();

    // Opened by its path it is still what the person made of it.
    const second = await place.start();
    expect(await second.calls.open({ kind: 'path', path })).toBe(id);
    expect(await second.project(id)).toMatchObject({ environment: 'production', readOnlyReason: expect.any(String) });
    expect(readdirSync(place.directory).sort()).toEqual(['data', 'home', 'shop.db']);
  });

  test('is left behind by a project that is about another file now; its journal and drafts go along', async () => {
    const place = await makeProjectPlace();
    const [one, two] = ['one.db', 'two.db'].map((name) => makeDatabase(join(place.directory, name)));
    const running = await place.start();
    const { calls, project, host, part } = running;
    const id = await calls.open({ kind: 'path', path: one ?? '' });
    await part(id, 'storages', 'ready');
    await saveTitle(running, id, 'First', 'Changed');
    const draft = { value: '[]', inserted: 1, updated: 0, deleted: 0 };
    await host.context.drafts.write(one ?? '', 'window', draft);
    const { settings } = await calls.settings(id);
    await calls.save(id, { ...settings, database: sqlite(two ?? '') });
    await part(id, 'storages', 'ready');
    const { path } = await project(id);
    expect(path).toBe(join(place.data, 'projects', id));
    expect(await host.context.drafts.get(path, 'window')).toEqual(draft);
    expect(await entriesOf(host, id)).toBe(1);
    const other = await calls.open({ kind: 'path', path: one ?? '' });
    expect(other).not.toBe(id);
    expect(await project(other)).toMatchObject({ path: one, name: 'one' });
    expect(await entriesOf(host, other)).toBe(0);
  });
});

describe('forgetting', () => {
  test('touches nothing the project names, can be taken back, and is refused while it is open', async () => {
    const place = await makeProjectPlace();
    const path = makeDatabase(join(place.directory, 'shop.db'));
    const { calls } = await place.start();
    const { id } = await calls.save(null, { ...nothing, database: sqlite(path) });
    await calls.open({ kind: 'known', id });
    await expect(calls.forget(id)).rejects.toMatchObject({ code: 'conflict', data: { advice: 'Close it first.' } });
    await calls.close(id);
    await expect(calls.get({ project: id })).rejects.toMatchObject({ code: 'not_found' });
    const { restorableUntil } = await calls.forget(id);
    expect(Date.parse(restorableUntil)).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    expect(await calls.known()).toEqual([]);
    expect(readdirSync(join(place.data, 'projects'))).toEqual(['.forgotten']);
    expect(statSync(path).size).toBeGreaterThan(0);
    await expect(calls.open({ kind: 'known', id })).rejects.toMatchObject({ code: 'not_found' });
    await calls.bringBack(id);
    expect(await calls.known()).toMatchObject([{ id, missing: null }]);
    expect(await calls.open({ kind: 'known', id })).toBe(id);
  });

  test('is final after thirty days', async () => {
    const place = await makeProjectPlace();
    const { calls, host } = await place.start();
    const { id } = await calls.save(null, { ...nothing, database: sqlite(join(place.directory, 'x.db')) });
    await calls.forget(id);
    await host.context.known.purge(Date.now() + 29 * 86_400_000);
    expect(readdirSync(join(place.data, 'projects', '.forgotten'))).toEqual([id]);
    await host.context.known.purge(Date.now() + 31 * 86_400_000);
    expect(readdirSync(join(place.data, 'projects', '.forgotten'))).toEqual([]);
    await expect(calls.bringBack(id)).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('says of a recent project whose file is gone that it is, and finds it again', async () => {
  const place = await makeProjectPlace();
  const path = makeDatabase(join(place.directory, 'shop.db'));
  const { calls } = await place.start();
  const id = await calls.open({ kind: 'path', path });
  await calls.close(id);
  renameSync(path, `${path}.away`);
  expect(await calls.known()).toMatchObject([{ id, missing: `${path} is gone` }]);
  await expect(calls.open({ kind: 'known', id })).rejects.toMatchObject({ code: 'bad_request' });
  renameSync(`${path}.away`, path);
  expect(await calls.known()).toMatchObject([{ id, missing: null }]);
});

test('copies a project with absolute paths, under another name', async () => {
  const place = await makeProjectPlace();
  const folder = join(place.directory, 'shop');
  mkdirSync(folder);
  const manifest = {
    version: 1,
    name: 'Shop',
    storages: { main: { kind: 'sqlite', path: 'shop.db' } },
    files: { files: { root: 'up/loads', layout: 'wefram' } },
    models: { album: { caption: 'Albums' } },
  };
  writeFileSync(join(folder, 'storeroom.json'), JSON.stringify(manifest));
  const { calls } = await place.start();
  const id = await calls.open({ kind: 'path', path: folder });
  const copy = await calls.duplicate(id, 'Second shop');
  expect(readJson(join(place.data, 'projects', copy.id, 'storeroom.json'))).toEqual({
    ...manifest,
    name: 'Second shop',
    storages: { main: { kind: 'sqlite', path: join(folder, 'shop.db') } },
    files: { files: { root: join(folder, 'up/loads'), layout: 'wefram' } },
  });

  // What is a word of its own for certificates is a name like any other for a database.
  const path = makeDatabase(join(place.directory, 'system'));
  const second = await calls.duplicate(await calls.open({ kind: 'path', path }), 'Third');
  expect(readJson(join(place.data, 'projects', second.id, 'storeroom.json'))).toMatchObject({
    storages: { system: { path } },
  });
});
