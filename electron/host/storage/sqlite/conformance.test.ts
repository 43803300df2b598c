import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect } from 'vitest';
import type { FieldType } from '../../../../shared/domain/catalog.ts';
import { testEnvironment } from '../../../../test/support/environment.ts';
import { conformanceSuite } from '../conformance/suite.ts';
import type { Rows, TableSpec } from '../conformance/tables.ts';
import { calm } from '../conformance/walks.ts';
import { sqliteConnector } from './connector.ts';
import { sqlValue } from './filter-sql.ts';
import { quoteName } from './sql-text.ts';

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

const declared: Partial<Record<FieldType, string>> = {
  integer: 'INTEGER',
  real: 'REAL',
  text: 'TEXT',
  bytes: 'BLOB',
  any: '',
  decimal: 'DECIMAL_TEXT',
};

function createTables(path: string, tables: readonly TableSpec[], rows: Rows): void {
  const database = new Database(path);
  for (const table of tables) {
    const name = quoteName(table.name);
    if (table.shows !== null) {
      database.exec(
        `CREATE VIEW ${name} AS SELECT ${table.columns.map((column) => quoteName(column.name)).join(', ')} FROM ${quoteName(table.shows)}`,
      );
      continue;
    }
    const columns = table.columns.map((column) => `${quoteName(column.name)} ${declared[column.type] ?? ''}`);
    database.exec(
      `CREATE TABLE ${name} (${columns.join(', ')}, PRIMARY KEY (${table.key.map(quoteName).join(', ')}))${table.isClustered ? ' WITHOUT ROWID' : ''}`,
    );
    for (const column of table.columns.filter(({ isIndexed }) => isIndexed)) {
      database.exec(
        `CREATE INDEX ${quoteName(`${table.name} by ${column.name}`)} ON ${name} (${quoteName(column.name)})`,
      );
    }
    const insert = database.prepare(`INSERT INTO ${name} VALUES (${columns.map(() => '?').join(', ')})`);
    database.transaction(() => {
      for (const row of rows.get(table.name) ?? []) insert.run(...row.map(sqlValue));
    })();
  }
  database.exec(
    "CREATE TABLE collated (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE); INSERT INTO collated VALUES (1, 'a'), (2, 'B')",
  );
  database.close();
}

conformanceSuite({
  name: 'SQLite',
  open: async (tables, rows) => {
    const directory = await mkdtemp(join(tmpdir(), 'storeroom-conformance-'));
    directories.push(directory);
    createTables(join(directory, 'store.db'), tables, rows);
    const context = { environment: testEnvironment(directory), projectDirectory: directory, readOnly: true };
    return sqliteConnector.open({ kind: 'sqlite', path: 'store.db' }, context, calm());
  },
  deviations: [
    {
      title: 'a column with a collation of its own is sorted by it, not by code point',
      check: async (session) => {
        const query = {
          model: 'collated',
          filter: null,
          sort: [{ field: 'name', direction: 'asc' as const }],
          search: '',
        };
        const page = await session.page({ query, columns: ['name'], at: { kind: 'start' }, limit: 5 }, calm());
        expect(page.rows).toEqual([['B'], ['a']]);
      },
    },
  ],
});
