import { afterAll, expect } from 'vitest';
import type { FieldType } from '../../../../shared/domain/catalog.ts';
import type { Cell, WholeCell } from '../../../../shared/domain/cell.ts';
import { realText, realValue } from '../../../../shared/domain/real-text.ts';
import { makeDatabase, type TestDatabase } from '../../../../test/support/postgres.ts';
import { countChanges, openReading } from '../../../../test/support/postgres-reading.ts';
import { conformanceSuite } from '../conformance/suite.ts';
import type { Rows, TableSpec } from '../conformance/tables.ts';
import { calm } from '../conformance/walks.ts';
import { modelIdOf } from './catalog/model-id.ts';
import { cellParameter } from './reading/decode-cell.ts';

import { quoteName } from './sql-text.ts';

const databases: TestDatabase[] = [];
afterAll(async () => {
  for (const database of databases) await database.drop();
});

const declared: Partial<Record<FieldType, string>> = {
  integer: 'int8',
  real: 'float8',
  text: 'text',
  bytes: 'bytea',
  any: 'text',
  decimal: 'numeric',
};

async function createTables(database: TestDatabase, tables: readonly TableSpec[], rows: Rows): Promise<void> {
  for (const table of tables) {
    const name = quoteName(table.name);
    if (table.shows !== null) {
      await database.run(
        `CREATE VIEW ${name} AS SELECT ${table.columns.map((column) => quoteName(column.name)).join(', ')} FROM ${quoteName(table.shows)}`,
      );
      continue;
    }
    const columns = table.columns.map((column) => `${quoteName(column.name)} ${declared[column.type] ?? ''}`);
    await database.run(
      `CREATE TABLE ${name} (${columns.join(', ')}, PRIMARY KEY (${table.key.map(quoteName).join(', ')}))`,
    );
    for (const column of table.columns.filter(({ isIndexed }) => isIndexed)) {
      await database.run(`CREATE INDEX ON ${name} (${quoteName(column.name)})`);
    }
    for (const row of rows.get(table.name) ?? []) {
      await database.run(
        `INSERT INTO ${name} VALUES (${row.map((_, at) => `$${at + 1}`).join(', ')})`,
        row.map((cell: WholeCell) => cellParameter(cell)),
      );
    }
  }
  await database.run(
    `CREATE TABLE collated (id int PRIMARY KEY, name text COLLATE "und-x-icu"); INSERT INTO collated VALUES (1, 'a'), (2, 'B')`,
  );
}

/** The server writes the digits of a real in its own way. */
function normalise(cell: Cell): Cell {
  return cell !== null && typeof cell === 'object' && cell.kind === 'real'
    ? { kind: 'real', text: realText(realValue(cell.text)) }
    : cell;
}

conformanceSuite({
  name: 'PostgreSQL',
  nulls: 'last',
  isTyped: true,
  modelId: (name) => modelIdOf({ schema: 'public', name }),
  normalise,
  open: async (tables, rows) => {
    const database = await makeDatabase();
    databases.push(database);
    await createTables(database, tables, rows);
    await countChanges(database);
    return (await openReading(database)).session;
  },
  deviations: [
    {
      title: 'a column with a collation of its own is sorted by it, not by code point',
      check: async (session) => {
        const query = {
          model: 'public.collated',
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
