import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts';
import { LocalDatabase } from './database.ts';
import { JournalStore, type NewJournalEntry } from './journal-store.ts';
import { migrations } from './migrations.ts';

const entry: NewJournalEntry = {
  time: '2026-03-01T12:00:00.000Z',
  project: '/shop',
  room: 'models',
  target: 'main',
  kind: 'save',
  inverseOf: null,
  summary: '[{"model":"album"}]',
  itemCount: 1,
  chunks: [{ position: 0, count: 1, items: '[]' }],
  values: [Uint8Array.of(1, 2, 3)],
};

test('has an entry on the disk, not only in the cache of the system, when it is begun', async () => {
  const statements: string[] = [];
  const path = `${await temporaryDirectory()}/storeroom.db`;
  new LocalDatabase(path).close();
  const database = new Sqlite(path, { verbose: (sql) => void statements.push(String(sql)) });
  const store = new JournalStore(database);
  store.begin(entry);
  const place = (text: string) => statements.findIndex((sql) => sql.includes(text));
  expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(place('synchronous = FULL')).toBe(0);
  expect(place('BEGIN IMMEDIATE')).toBe(1);
  expect(place('COMMIT')).toBeGreaterThan(place('INSERT INTO change_value_uses'));
  expect(place('synchronous = NORMAL')).toBe(place('COMMIT') + 1);
  database.close();
});

test('is as before when an entry can not be written whole', async () => {
  const database = new LocalDatabase(`${await temporaryDirectory()}/storeroom.db`);
  // The second chunk stands where the first one does.
  const broken = { ...entry, chunks: [...entry.chunks, ...entry.chunks] };
  expect(() => database.journal.begin(broken)).toThrow('UNIQUE');
  expect(database.journal.list({ project: '/shop', target: null, model: null, before: null, limit: 9 })).toEqual([]);
  expect(database.journal.begin(entry)).toBe(1);
  database.close();
});

test('closes an entry once', async () => {
  const database = new LocalDatabase(`${await temporaryDirectory()}/storeroom.db`);
  const { journal } = database;
  const [first, second] = [journal.begin(entry), journal.begin(entry)];
  expect(journal.pending('/shop', 'main')).toEqual([second, first]);
  journal.close(first, 'failed');
  journal.close(first, 'saved');
  expect(journal.get('/shop', first)?.state).toBe('failed');
  expect(journal.pending('/shop', 'main')).toEqual([second]);
  expect(journal.pending('/shop', 'other')).toEqual([]);
  database.close();
});

test('says which values are not kept any more, and keeps the entry', async () => {
  const path = `${await temporaryDirectory()}/storeroom.db`;
  const database = new LocalDatabase(path);
  const id = database.journal.begin({ ...entry, values: [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(1)] });
  expect(database.journal.values(id).map((bytes) => bytes?.[0])).toEqual([1, 2, 1]);
  expect(database.journal.get('/shop', id)?.lostValues).toBe(0);
  const other = new Sqlite(path);
  other.exec(`DELETE FROM change_values WHERE bytes = x'01'`);
  other.close();
  expect(database.journal.values(id).map((bytes) => bytes?.[0])).toEqual([undefined, 2, undefined]);
  expect(database.journal.get('/shop', id)?.lostValues).toBe(2);
  database.close();
});

test('brings a data folder of the first version along, with a backup', async () => {
  const path = `${await temporaryDirectory()}/storeroom.db`;
  const old = new LocalDatabase(path, migrations.slice(0, 1));
  old.writeSettings('{"theme":"dark"}');
  old.close();
  const sqlite = new Sqlite(path);
  sqlite.exec(`
    INSERT INTO projects VALUES ('demo', 'Demo', '/demo', '2026-01-01'), ('shop-1', 'Old name', '/shop', '2026-01-02'),
      ('store-1', 'New name', '/shop', '2026-01-03');
    INSERT INTO workspaces VALUES ('demo', 'tabs of demo'), ('shop-1', 'old tabs'), ('store-1', 'new tabs');`);
  sqlite.close();
  const database = new LocalDatabase(path);
  const never = { savedIn: null, summary: null, forgottenAt: null };
  expect(database.projects.list()).toEqual([
    { id: 'store-1', name: 'New name', path: '/shop', openedAt: '2026-01-03', ...never },
    { id: 'demo', name: 'Demo', path: '/demo', openedAt: '2026-01-01', ...never },
  ]);
  expect(['demo', 'shop-1', 'store-1'].map((id) => database.readWorkspace(id))).toEqual([
    'tabs of demo',
    null,
    'new tabs',
  ]);
  expect(database.readSettings()).toBe('{"theme":"dark"}');
  expect(database.journal.begin(entry)).toBe(1);
  database.close();
});
