import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultSettings, type Workspace } from '../../../shared/contract/settings.ts';
import { nodeEnvironment } from '../../server/node-environment.ts';
import { LocalDatabase } from './database.ts';
import { openLocalState } from './local-state.ts';
import { migrations } from './migrations.ts';
import type { RememberedProject } from './project-store.ts';

let dataDirectory: string;
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'storeroom-state-'));
});
afterEach(() => rmSync(dataDirectory, { recursive: true }));

const path = () => join(dataDirectory, 'storeroom.db');
const open = () => openLocalState(nodeEnvironment({ dataDirectory, log: pino({ enabled: false }), version: '0' }));

const workspace: Workspace = {
  tabs: [{ path: '/p/demo/models/studio/albums?sort=title', isPreview: false }],
  active: 0,
  sidebarWidth: 240,
  sidebarOpen: true,
  detailsWidth: 400,
  detailsOpen: false,
  columnWidths: { 'studio/albums': { title: 120 } },
};

function remembered(id: string, name: string, path: string): RememberedProject {
  const openedAt = '2026-03-01T12:00:00.000Z';
  return { id, name, path, savedIn: null, summary: null, openedAt, forgottenAt: null };
}

test('keeps settings, workspaces and projects between two runs', async () => {
  const first = await open();
  expect(await first.settings()).toEqual(defaultSettings);
  expect(await first.workspace('demo')).toBeNull();
  await first.projects.put(remembered('demo', 'Demo', '/demo'));
  await first.projects.put(remembered('shop-1', 'Shop', '/shop'));
  await first.saveWorkspace('demo', workspace);
  await first.applySettings({ theme: 'dark' });
  await first.close();

  const second = await open();
  expect(await second.settings()).toEqual({ ...defaultSettings, theme: 'dark' });
  expect(await second.workspace('demo')).toEqual(workspace);
  expect((await second.projects.list()).map(({ id }) => id).sort()).toEqual(['demo', 'shop-1']);
  await second.close();
});

test('tells who asked of each change of the settings', async () => {
  const state = await open();
  const heard: unknown[] = [];
  const stop = state.onSettingsChange((settings) => heard.push(settings.timeZone));
  await state.applySettings({ timeZone: 'Asia/Tokyo', theme: undefined });
  stop();
  await state.applySettings({ timeZone: 'UTC' });
  expect(heard).toEqual(['Asia/Tokyo']);
  expect((await state.settings()).theme).toBe(defaultSettings.theme);
  await state.close();
});

test('starts afresh where something stored can no longer be understood', async () => {
  const database = new LocalDatabase(path());
  database.projects.put(remembered('demo', 'Demo', '/demo'));
  database.writeWorkspace('demo', '{"tabs":7}');
  database.writeSettings('{"theme":"plaid"}');
  database.close();
  const state = await open();
  expect([await state.workspace('demo'), await state.settings()]).toEqual([null, defaultSettings]);
  await state.close();
});

test('rejects calls after it was closed instead of waiting for ever', async () => {
  const state = await open();
  await state.close();
  await expect(state.settings()).rejects.toThrow('storeroom.db is closed');
});

test('refuses a data folder of a newer version and leaves it as it is', async () => {
  const database = new Sqlite(path());
  database.pragma(`user_version = ${migrations.length + 1}`);
  database.exec('CREATE TABLE later (id INTEGER)');
  database.close();
  await expect(open()).rejects.toMatchObject({ name: 'AppError', code: 'unsupported', detail: { subject: path() } });
  const after = new Sqlite(path());
  expect(after.pragma('user_version', { simple: true })).toBe(migrations.length + 1);
  expect(after.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['later']);
  after.close();
});

test('refuses a file that is no database', async () => {
  writeFileSync(path(), 'not a database, but long enough to have a header of one hundred bytes '.repeat(3));
  await expect(open()).rejects.toMatchObject({ code: 'unsupported' });
});

test('migrates in one transaction, after a backup that can be opened', () => {
  const first = new LocalDatabase(path());
  first.projects.put(remembered('demo', 'Demo', '/demo'));
  first.close();

  const broken = [...migrations, 'ALTER TABLE projects ADD COLUMN colour TEXT; CREATE TABLE projects (id)'];
  expect(() => new LocalDatabase(path(), broken)).toThrow('already exists');
  const unchanged = new LocalDatabase(path());
  expect(unchanged.projects.list()).toEqual([remembered('demo', 'Demo', '/demo')]);
  unchanged.close();

  const next = [...migrations, "ALTER TABLE projects ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'"];
  new LocalDatabase(path(), next).close();
  const backups = readdirSync(join(dataDirectory, 'backups'));
  expect(backups).toHaveLength(2);
  const backup = new LocalDatabase(join(dataDirectory, 'backups', backups[0] ?? ''));
  expect(backup.projects.list()).toHaveLength(1);
  backup.close();
  const migrated = new Sqlite(path());
  expect(migrated.prepare('SELECT colour FROM projects').pluck().get()).toBe('grey');
  migrated.close();
});

test('keeps only the newest backups', () => {
  for (let version = migrations.length; version < migrations.length + 5; version++) {
    new LocalDatabase(path(), [
      ...migrations,
      ...Array.from({ length: version - migrations.length }, () => 'SELECT 1'),
    ]).close();
  }
  expect(readdirSync(join(dataDirectory, 'backups'))).toHaveLength(3);
});

test('can be read by its owner only', async () => {
  await (await open()).close();
  expect(statSync(path()).mode & 0o077).toBe(0);
});
