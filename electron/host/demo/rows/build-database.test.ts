import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTemporaryDirectory, temporaryDirectory } from '../../../../test/support/temporary-directory.ts';
import { TaskCancelled, type TaskControl } from '../demo-task.ts';
import { planFiles } from '../files/file-plan.ts';
import { buildDatabase } from './build-database.ts';

const control: TaskControl = { report: () => undefined, checkCancelled: () => undefined };

async function build(scale: number): Promise<Database.Database> {
  const path = join(await temporaryDirectory(), 'studio.db');
  buildDatabase(path, scale, control);
  return new Database(path, { readonly: true }).defaultSafeIntegers();
}

function tableNames(database: Database.Database): string[] {
  const list = database.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  );
  // The statement has one text column.
  return list.pluck().all() as string[];
}

/** Every value of every row, with its storage class. */
function digest(database: Database.Database): string {
  const hash = createHash('sha256');
  for (const table of tableNames(database)) {
    hash.update(table);
    for (const row of database.prepare(`SELECT * FROM ${table}`).raw().iterate() as Iterable<unknown[]>) {
      for (const value of row) {
        hash.update(typeof value);
        hash.update(Buffer.isBuffer(value) ? value : String(value));
      }
    }
  }
  return hash.digest('hex');
}

function one(database: Database.Database, sql: string): unknown {
  return database.prepare(sql).pluck().get();
}

describe('the demo database', () => {
  it('is the same each time it is made', async () => {
    const [first, second] = [await build(0.03), await build(0.03)];
    try {
      expect(digest(first)).toBe(digest(second));
    } finally {
      first.close();
      second.close();
    }
  });

  it('stops between rows when it is no longer wanted', async () => {
    const path = join(await temporaryDirectory(), 'studio.db');
    let checks = 0;
    const cancelling: TaskControl = {
      report: () => undefined,
      checkCancelled: () => {
        checks += 1;
        if (checks === 2) throw new TaskCancelled();
      },
    };
    expect(() => buildDatabase(path, 0.05, cancelling)).toThrow(TaskCancelled);
  });
});

describe('the whole demo database', () => {
  let database: Database.Database;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const directory = await makeTemporaryDirectory();
    remove = () => directory.remove();
    const path = join(directory.path, 'studio.db');
    buildDatabase(path, 1, control);
    database = new Database(path, { readonly: true }).defaultSafeIntegers();
  });

  afterAll(async () => {
    database.close();
    await remove();
  });

  it('holds 200,000 rows without a broken reference', async () => {
    const counts = Object.fromEntries(
      tableNames(database).map((name) => [name, Number(one(database, `SELECT count(*) FROM ${name}`))]),
    );
    expect(counts).toMatchObject({
      staff: 38,
      customers: 12_480,
      albums: 1204,
      photos: 30_000,
      tags: 214,
      settings: 57,
    });
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(200_000);
    expect(database.pragma('foreign_key_check')).toEqual([]);
    expect(one(database, 'PRAGMA integrity_check')).toBe('ok');

    // Values that are easily damaged are there to be seen.
    expect(one(database, 'SELECT external_ref FROM customers WHERE id = 1000')).toBe(9_007_199_254_740_993n);
    expect(one(database, 'SELECT count(*) FROM customers WHERE email IS NULL')).not.toBe(0n);
    expect(one(database, "SELECT count(*) FROM customers WHERE email = ''")).not.toBe(0n);
    expect(one(database, 'SELECT count(DISTINCT typeof(last_reading)) FROM equipment')).toBe(5n);
    expect(one(database, 'SELECT max(length(body)) >= 1048576 FROM documents')).toBe(1n);
    for (const [table, column] of [
      ['customers', 'balance'],
      ['orders', 'total'],
      ['invoices', 'gross'],
      ['payments', 'amount'],
    ]) {
      expect(
        one(
          database,
          `SELECT count(*) FROM ${table} WHERE typeof(${column}) <> 'text' OR ${column} NOT GLOB '*[0-9].[0-9][0-9]'`,
        ),
      ).toBe(0n);
    }
    expect(one(database, 'SELECT count(*) FROM customers WHERE preferences LIKE \'%"discount": 10.00%\'')).not.toBe(0n);
    expect(one(database, 'SELECT count(*) FROM customers WHERE NOT json_valid(preferences)')).toBe(0n);

    // An order's total is the sum of its lines less its discount.
    const wrong = `SELECT count(*) FROM orders o WHERE CAST(replace(o.total, '.', '') AS INTEGER) <> (
        SELECT sum(amount_cents) - CAST(round(sum(amount_cents) * coalesce(CAST(replace(o.discount, '.', '') AS INTEGER), 0) / 10000.0) AS INTEGER)
        FROM order_lines WHERE order_id = o.id)`;
    expect(one(database, wrong)).toBe(0n);
  });

  it('names each planned file in exactly one row', async () => {
    const named = database
      .prepare(
        `SELECT 'studio.avatars/' || avatar FROM customers WHERE avatar IS NOT NULL
           UNION ALL SELECT 'studio.portraits/' || portrait FROM staff WHERE portrait IS NOT NULL
           UNION ALL SELECT 'studio.albums/' || file FROM photos WHERE file IS NOT NULL
           UNION ALL SELECT 'studio.documents/' || file FROM documents WHERE file IS NOT NULL
           UNION ALL SELECT 'studio.documents/' || pdf FROM invoices WHERE pdf IS NOT NULL`,
      )
      .pluck()
      .all() as string[]; // one text column
    const planned = planFiles(1).all.map((file) => `${file.storage}/${file.id}`);
    expect([...named].sort()).toEqual(planned.sort());
  });
});
