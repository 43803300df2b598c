import { execFile } from 'node:child_process';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';

/** Grows when the table changes, so that an older file is not taken for it. */
const version = 3;

/**
 * A file with one table `measurements` of that many rows, kept in the temporary folder for the next run: made in a process
 * of its own (2,000,000 rows take about 4 s), so that nothing in this one waits.
 *
 * `id` the row number without gaps · `amount` indexed, 100,000 different values · `moment` indexed, with NULLs ·
 * the view `cities` adds all rows up · `name` and `note` text without an index (`note` NULL in every third row) · `price` REAL · `city` one of ten.
 */
export async function bigTable(rows = 2_000_000): Promise<string> {
  const path = join(tmpdir(), `storeroom-big-${version}`, `measurements-${rows}.db`);
  const known = await stat(path).catch(() => null);
  if (known) return path;
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  try {
    await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url), draft, String(rows)]);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
  return path;
}

/** Makes the table in this thread. */
export function makeBigTable(path: string, rows: number): void {
  const database = new Database(path);
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  database.exec(`
    CREATE TABLE measurements (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL, amount INTEGER NOT NULL, city TEXT NOT NULL, note TEXT, price REAL NOT NULL, moment TEXT
    );
    WITH RECURSIVE counter(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counter WHERE i < ${rows})
    INSERT INTO measurements
      SELECT i, 'Measurement ' || ((i * 7919) % ${rows}), (i * 104729) % 100000,
        rtrim(substr('Prague  Lisbon  Osaka   Lima    Oslo    Cairo   Quito   Riga    Turin   Accra   ', (i % 10) * 8 + 1, 8)),
        CASE WHEN i % 3 > 0 THEN 'note ' || (i * 31 % 977) END, (i * 37 % 100000) / 7.0,
        CASE WHEN i % 5 > 0 THEN strftime('%Y-%m-%dT%H:%M:%SZ', 1600000000 + (i * 7) % 90000000, 'unixepoch') END
      FROM counter;
    CREATE INDEX measurements_by_amount ON measurements (amount);
    CREATE INDEX measurements_by_moment ON measurements (moment);
    CREATE VIEW cities AS SELECT city, count(*) AS measurements, sum(amount) AS amount, max(name) AS last FROM measurements GROUP BY city;`);
  database.close();
}

const [, script, path, rows] = process.argv;
if (script === fileURLToPath(import.meta.url) && path !== undefined) makeBigTable(path, Number(rows));
