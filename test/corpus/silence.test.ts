import { expect, it, onTestFinished } from 'vitest';
import { calm } from '../../electron/host/storage/conformance/walks.ts';
import { startTestPostgres } from '../support/services/postgres-server.ts';
import { rowsOf } from '../support/sqlite-session.ts';
import { applyChanges } from '../support/sqlite-write.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { corpusTables, makeCorpusDatabase, openPostgres } from './postgres-database.ts';

/** A server of our own writes down every statement it is sent, with the name of the program that sent it. */
it('opening, looking and saving without edits sends no statement that writes, locks or begins to write', async () => {
  const lines: string[] = [];
  const server = await startTestPostgres({
    settings: { log_statement: 'all', log_line_prefix: '[%a] ' },
    onLog: (line) => lines.push(line),
  });
  onTestFinished(() => server.stop());
  const database = await makeCorpusDatabase(server.url);
  onTestFinished(() => database.drop());
  const nextTransaction = async () =>
    (await database.run('SELECT pg_snapshot_xmax(pg_current_snapshot())'))[0]?.[0] ?? '';

  /** The log comes in order: what was sent before is there, too. */
  const hasArrived = async (sql: string) => {
    await database.run(sql);
    await expect.poll(() => lines.some((line) => line.includes(sql))).toBe(true);
  };

  const { session, write } = await openPostgres(database.config, database.password, await temporaryDirectory());
  onTestFinished(() => session[Symbol.asyncDispose]());
  const before = await nextTransaction();
  for (const { id } of await session.list(calm())) {
    const { fields } = await session.describe(id, calm());
    const columns = fields.map(({ name }) => name);
    await session.page({ query: rowsOf(id), columns, at: { kind: 'start' }, limit: 200 }, calm());
    await session.page({ query: rowsOf(id), columns, at: { kind: 'end' }, limit: 10 }, calm());
    await session.count(rowsOf(id), calm());
    await session.cell(id, [1n], 'v', 10_000_000, calm());
    await write.base(id, [1n], 'v', calm());
    await write.impact(id, [[1n]], calm());
  }
  // Nothing has been given a number as a transaction that writes or locks rows.
  expect(await nextTransaction()).toBe(before);
  await hasArrived("SELECT 'so far'");
  const sent = lines.filter((line) => !line.startsWith('[test '));
  expect(sent.some((line) => /read only/i.test(line))).toBe(true);
  expect(
    sent.filter((line) =>
      /\b(?:insert|update|delete|merge|truncate|lock|read write|for (?:update|share))\b/i.test(withoutNames(line)),
    ),
  ).toEqual([]);

  // Saving nothing says nothing.
  const lengthBefore = lines.length;
  expect(await applyChanges(write, [])).toMatchObject({ kind: 'saved', images: null });
  await hasArrived("SELECT 'the end'");
  const after = lines.slice(lengthBefore).filter((line) => line !== '' && !line.startsWith('[test '));
  expect(after).toEqual([]);
  expect(corpusTables.length).toBeGreaterThan(50);
}, 180_000);

/** Names and texts in a statement are not its words: `"of …"` is a table, and the catalogue looks for `update` rules. */
function withoutNames(line: string): string {
  return line
    .replace(/"(?:[^"]|"")*"/g, '')
    .replace(/'(?:[^']|'')*'/g, '')
    .replace(/DETAIL:.*$/, '');
}
