import { join } from 'node:path';
import Database from 'better-sqlite3';
import { connectTo } from '../test/e2e/client.ts';
import { compare, timed } from './measure.ts';
import { openModel } from './open-model.ts';
import { type Benchmark, compared, type Measured } from './result.ts';
import { startApp } from './running-app.ts';
import { scratchDirectory } from './scratch.ts';

const pageRows = 100;
const bigCharacters = 1_000_000;
const rounds = 101;

/** SQLite reads a row from its start: what stands behind a big value costs all of its pages. */
const places: readonly (readonly [string, string, number | null])[] = [
  ['documents', 'the big column last', 1.5],
  ['documents_body_first', 'the big column before a small one', null],
];

/** A page of big values beside the same page of small ones. */
export const sqliteBigValues: Benchmark = {
  name: 'sqlite-big-values',
  run: async (note) => {
    await using scratch = await scratchDirectory();
    const path = join(scratch.path, 'documents.db');
    note(`making ${2 * pageRows} values of 1 MB`);
    makeDocuments(path);
    await using app = await startApp(join(scratch.path, 'data'), path);
    using client = await connectTo(app);
    const columns = ['id', 'title', 'body'];
    const small = await openModel(client, 'small_documents', columns);
    const lines: Measured[] = [];
    for (const [model, described, goal] of places) {
      note(described);
      const big = await openModel(client, model, columns);
      const times = await compare({
        rounds,
        warmUp: 10,
        ours: () => timed(() => big.page([], { kind: 'start' }, pageRows)),
        reference: () => timed(() => small.page([], { kind: 'start' }, pageRows)),
      });
      lines.push(
        compared(`a page of ${pageRows} × 1 MB of text ÷ the same with 20 bytes each, ${described}`, times, goal),
      );
    }
    return {
      title: 'Big values in SQLite',
      method: `Pages of ${pageRows} rows through the whole path: WebSocket client → host process → worker thread → SQLite and back. A value over 256 characters travels as its beginning and its length. ${rounds} rounds in turns, medians.`,
      lines,
    };
  },
};

function makeDocuments(path: string): void {
  const database = new Database(path);
  database.pragma('synchronous = OFF');
  database.exec(`
    CREATE TABLE documents (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
    CREATE TABLE documents_body_first (id INTEGER PRIMARY KEY, body TEXT, title TEXT);
    CREATE TABLE small_documents (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
    WITH RECURSIVE counter(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counter WHERE i < ${pageRows})
    INSERT INTO documents SELECT i, 'Document ' || i, printf('%.*c', ${bigCharacters}, char(97 + i % 26)) FROM counter;
    INSERT INTO documents_body_first SELECT id, body, title FROM documents;
    INSERT INTO small_documents SELECT id, title, substr(body, 1, 20) FROM documents;`);
  database.close();
}
