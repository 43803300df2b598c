import { expect, it, onTestFinished } from 'vitest';
import { calm } from '../../electron/host/storage/conformance/walks.ts';
import { differences } from '../support/digest.ts';
import { dumpPostgres } from '../support/digest-postgres.ts';
import { makeDatabase } from '../support/postgres.ts';
import { rowsOf } from '../support/sqlite-session.ts';
import { applyChanges, restoring } from '../support/sqlite-write.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { openPostgres } from './postgres-database.ts';

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

it('names of 63 bytes and names with a meaning elsewhere are names and nothing else', async () => {
  const schema = `s"ch.ema '${'x'.repeat(53)}`;
  const table = `"quo'ted" [é] \`t\`; -- ${'x'.repeat(40)}`;
  const columns = [
    '__proto__',
    'constructor',
    'toString',
    'select',
    ' ',
    'a.b',
    '0',
    '$1',
    'UPPER',
    `c"${'é'.repeat(30)}'`,
  ];
  for (const name of [schema, table, columns.at(-1) ?? '']) expect(Buffer.byteLength(name)).toBe(63);
  const place = `${quoted(schema)}.${quoted(table)}`;
  const database = await makeDatabase({
    sql: `CREATE SCHEMA ${quoted(schema)}; CREATE TABLE ${place} (${columns.map((name) => `${quoted(name)} text`).join(', ')}, PRIMARY KEY ("__proto__"));
      INSERT INTO ${place} VALUES (${columns.map((_, at) => `'v${at}'`).join(', ')})`,
  });
  onTestFinished(() => database.drop());
  const { session, write } = await openPostgres(database.config, database.password, await temporaryDirectory());
  onTestFinished(() => session[Symbol.asyncDispose]());
  const before = await dumpPostgres(database.url);
  const [listed] = await session.list(calm());
  expect(listed).toMatchObject({ id: place, schema });
  const model = listed?.id ?? '';
  expect((await session.describe(model, calm())).fields.map(({ name }) => name)).toEqual(columns);
  const page = await session.page({ query: rowsOf(model), columns, at: { kind: 'start' }, limit: 5 }, calm());
  expect(page.rows).toEqual([columns.map((_, at) => `v${at}`)]);
  const sorted = {
    ...rowsOf(model),
    sort: columns.map((field) => ({ field, direction: 'desc' as const })),
    search: 'v3',
  };
  expect((await session.page({ query: sorted, columns, at: { kind: 'start' }, limit: 5 }, calm())).rows.length).toBe(1);
  for (const [at, name] of columns.entries()) {
    const value = { kind: 'cell', cell: 'new' } as const;
    const fields = [{ field: name, base: { kind: 'cell', cell: `v${at}` } as const, value }];
    const result = await applyChanges(write, [{ kind: 'update', id: 'u', model, key: ['v0'], fields }]);
    if (result.kind !== 'saved') throw new Error(`refused: ${JSON.stringify(result.problems)}`);
    const cells = differences(before, await dumpPostgres(database.url)).flatMap((one) =>
      one.kind === 'cell' ? [one.column] : [],
    );
    expect(cells).toEqual([name]);
    expect((await applyChanges(write, restoring(result.images))).kind).toBe('saved');
  }
  expect(differences(before, await dumpPostgres(database.url))).toEqual([]);
});
