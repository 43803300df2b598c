import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { WholeCell } from '../../../../shared/domain/cell.ts';
import { testEnvironment } from '../../../../test/support/environment.ts';
import { calm } from '../conformance/walks.ts';
import type { OpenedStore } from '../conformance/write-store.ts';
import { writeSuite } from '../conformance/write-suite.ts';
import type { WriteColumnSpec, WriteTableSpec } from '../conformance/write-tables.ts';
import { sqliteConnector } from './connector.ts';
import { shortLiteral } from './describe-changes/short-literal.ts';
import { sqlValue } from './filter-sql.ts';
import { quoteName } from './sql-text.ts';

const declared = { integer: 'INTEGER', text: 'TEXT', real: 'REAL', bytes: 'BLOB' } as const;
const actions = { cascade: 'CASCADE', setNull: 'SET NULL', noAction: 'NO ACTION' } as const;

function literal(cell: WholeCell): string {
  const value = sqlValue(cell);
  return shortLiteral(value);
}

function columnSql(column: WriteColumnSpec, table: WriteTableSpec): string {
  const name = quoteName(column.name);
  const reference = table.references.find(({ field }) => field === column.name);
  return [
    name,
    declared[column.type],
    ...(table.isNumbered && table.key.includes(column.name) ? ['PRIMARY KEY'] : []),
    ...(column.isNullable || (table.isNumbered && table.key.includes(column.name)) ? [] : ['NOT NULL']),
    ...(column.isUnique ? ['UNIQUE'] : []),
    ...(column.defaultValue === null ? [] : [`DEFAULT ${literal(column.defaultValue)}`]),
    ...(column.isPositive ? [`CHECK (${name} > 0)`] : []),
    ...(reference ? [`REFERENCES ${quoteName(reference.table)} ON DELETE ${actions[reference.onDelete]}`] : []),
  ].join(' ');
}

function createTables(database: Database.Database, tables: readonly WriteTableSpec[]): void {
  for (const table of tables) {
    const parts = table.columns.map((column) => columnSql(column, table));
    if (!table.isNumbered) parts.push(`PRIMARY KEY (${table.key.map(quoteName).join(', ')})`);
    database.exec(
      `CREATE TABLE ${quoteName(table.name)} (${parts.join(', ')})${table.isClustered ? ' WITHOUT ROWID' : ''}`,
    );
  }
}

/** @param journal the file's own: a write-ahead log keeps readers and writers apart, the other kind does not. */
async function open(
  tables: readonly WriteTableSpec[],
  journal: 'WAL' | 'DELETE',
  readOnly: boolean,
): Promise<OpenedStore> {
  const directory = await mkdtemp(join(tmpdir(), 'storeroom-writes-'));
  const path = join(directory, 'store.db');
  const outside = new Database(path, { timeout: 5000 });
  outside.pragma(`journal_mode = ${journal}`);
  outside.pragma('synchronous = OFF');
  outside.pragma('foreign_keys = OFF');
  createTables(outside, tables);
  const context = { environment: testEnvironment(directory), projectDirectory: directory, readOnly };
  const connect = () => sqliteConnector.open({ kind: 'sqlite', path }, context, calm());
  const session = await connect();
  const other = await connect();
  return {
    session,
    other,
    fill: async (rows) => {
      outside.transaction(() => {
        for (const table of tables) {
          outside.exec(`DELETE FROM ${quoteName(table.name)}`);
          const names = table.columns.map(({ name }) => name);
          const insert = outside.prepare(
            `INSERT INTO ${quoteName(table.name)} (${names.map(quoteName).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
          );
          for (const row of rows.get(table.name) ?? [])
            insert.run(...names.map((name) => sqlValue(row.get(name) ?? null)));
        }
      })();
    },
    dump: async () =>
      new Map(
        tables.map((table) => {
          const values = table.columns.map(
            ({ name }) => `typeof(${quoteName(name)}) || hex(CAST(${quoteName(name)} AS BLOB))`,
          );
          const key = table.key.map(quoteName).join(', ');
          return [
            table.name,
            outside
              .prepare<[], string>(`SELECT ${values.join(" || '|' || ")} FROM ${quoteName(table.name)} ORDER BY ${key}`)
              .pluck()
              .all(),
          ];
        }),
      ),
    close: async () => {
      await session[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
      outside.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

for (const journal of ['WAL', 'DELETE'] as const) {
  writeSuite({
    name: `SQLite with ${journal === 'WAL' ? 'a write-ahead log' : 'a rollback journal'}`,
    open: (tables) => open(tables, journal, false),
    openReadOnly: (tables) => open(tables, journal, true),
  });
}
