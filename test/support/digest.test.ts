import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Difference, differences, digestOf } from './digest.ts';
import { dumpPostgres } from './digest-postgres.ts';
import { dumpSqlite } from './digest-sqlite.ts';
import { makeDatabase as makePostgres, type TestDatabase } from './postgres.ts';
import { makeDatabase } from './sqlite-session.ts';
import { outside } from './sqlite-write.ts';

describe('the digest of an SQLite file', () => {
  const create = `CREATE TABLE t (id INTEGER PRIMARY KEY, v, w TEXT DEFAULT 'a'); CREATE TABLE pairs (a, b, PRIMARY KEY (b, a)) WITHOUT ROWID;
    CREATE TABLE bare (v); CREATE TABLE twice (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO twice VALUES (7);
    INSERT INTO t VALUES (1, 1, 'x'), (2, x'00ff10', 'tab	and
line'), (3, 0.0, NULL), (4, CAST(x'ff41' AS TEXT), ''); INSERT INTO pairs VALUES (1, 2), (0, 3); INSERT INTO bare VALUES ('x'), ('x')`;

  it.each<readonly [string, string, Difference['kind']]>([
    ['one flipped byte in a blob', "UPDATE t SET v = x'00ff11' WHERE id = 2", 'cell'],
    ['one letter', "UPDATE t SET w = 'X' WHERE id = 1", 'cell'],
    ['a byte of a text that is no UTF-8', "UPDATE t SET v = CAST(x'ff42' AS TEXT) WHERE id = 4", 'cell'],
    ['1 that becomes the text 1', "UPDATE t SET v = '1' WHERE id = 1", 'cell'],
    ['1 that becomes 1.0', 'UPDATE t SET v = 1.0 WHERE id = 1', 'cell'],
    ['0.0 that becomes -0.0', 'UPDATE t SET v = -0.0 WHERE id = 3', 'cell'],
    ['NULL that becomes an empty text', "UPDATE t SET w = '' WHERE id = 3", 'cell'],
    ['a text that becomes a blob of the same bytes', 'UPDATE t SET w = CAST(w AS BLOB) WHERE id = 1', 'cell'],
    ['a row number', 'UPDATE bare SET rowid = 9 WHERE rowid = 2', 'cell'],
    ['the next number of AUTOINCREMENT', "UPDATE sqlite_sequence SET seq = 8 WHERE name = 'twice'", 'cell'],
    ['one row more', 'INSERT INTO pairs VALUES (5, 5)', 'rows'],
    ['one row less', 'DELETE FROM bare WHERE rowid = 1', 'rows'],
    ['an index', 'CREATE INDEX more ON t (v)', 'schema'],
    ['a table', 'CREATE TABLE more (v)', 'table'],
    ['the version of the schema’s owner', 'PRAGMA user_version = 3', 'schema'],
    [
      'another default',
      "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '''a''', '''b''') WHERE name = 't'",
      'schema',
    ],
  ])('changes with %s', async (_, sql, kind) => {
    const { path, directory } = await makeDatabase(create);
    const before = dumpSqlite(path);
    const copy = join(directory, 'copy.db');
    await copyFile(path, copy);
    expect(digestOf(dumpSqlite(copy))).toBe(digestOf(before));
    outside(path, (database) => {
      database.unsafeMode(true);
      database.exec(sql);
    });
    const after = dumpSqlite(path);
    expect(digestOf(after)).not.toBe(digestOf(before));
    expect(differences(before, after).map((difference) => difference.kind)).toContain(kind);
    expect(differences(before, dumpSqlite(copy))).toEqual([]);
  });
});

describe('the digest of a PostgreSQL database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await makePostgres({
      sql: `CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE SEQUENCE numbers;
        CREATE TABLE t (id int PRIMARY KEY, v text DEFAULT 'a', b bytea, n numeric, j json, m mood, at timestamptz);
        CREATE TABLE bare (v json); INSERT INTO bare VALUES ('1'), ('1'), (NULL);
        CREATE VIEW seen AS SELECT id FROM t; COMMENT ON COLUMN t.v IS 'words';
        INSERT INTO t VALUES (1, E'tab\\tline\\nback\\\\slash', '\\x00ff10', 1.0, '{"a":1}', 'sad', '2024-01-01'), (2, NULL, '', 'NaN', NULL, NULL, 'infinity')`,
    });
  });
  afterAll(() => database.drop());

  it.each<readonly [string, string, string, Difference['kind']]>([
    [
      'one flipped byte',
      "UPDATE t SET b = '\\x00ff11' WHERE id = 1",
      "UPDATE t SET b = '\\x00ff10' WHERE id = 1",
      'cell',
    ],
    ['the scale of a number', 'UPDATE t SET n = 1.00 WHERE id = 1', 'UPDATE t SET n = 1.0 WHERE id = 1', 'cell'],
    [
      'white space in a document',
      `UPDATE t SET j = '{"a": 1}' WHERE id = 1`,
      `UPDATE t SET j = '{"a":1}' WHERE id = 1`,
      'cell',
    ],
    [
      'NULL that becomes an empty text',
      "UPDATE t SET v = '' WHERE id = 2",
      'UPDATE t SET v = NULL WHERE id = 2',
      'cell',
    ],
    [
      'one row more among rows without a key',
      "INSERT INTO bare VALUES ('2')",
      "DELETE FROM bare WHERE v::text = '2'",
      'rows',
    ],
    ['a changed default', "ALTER TABLE t ALTER v SET DEFAULT 'b'", "ALTER TABLE t ALTER v SET DEFAULT 'a'", 'schema'],
    ['the type of a column', 'ALTER TABLE t ALTER v TYPE varchar', 'ALTER TABLE t ALTER v TYPE text', 'schema'],
    [
      'a column that must not be null',
      'ALTER TABLE t ALTER m SET NOT NULL',
      'ALTER TABLE t ALTER m DROP NOT NULL',
      'schema',
    ],
    ['a check', 'ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0)', 'ALTER TABLE t DROP CONSTRAINT c', 'schema'],
    ['an index', 'CREATE INDEX more ON t (v)', 'DROP INDEX more', 'schema'],
    [
      'a view',
      'CREATE OR REPLACE VIEW seen AS SELECT id FROM t WHERE id > 1',
      'CREATE OR REPLACE VIEW seen AS SELECT id FROM t',
      'schema',
    ],
    ['a right', 'GRANT SELECT ON t TO PUBLIC', 'REVOKE SELECT ON t FROM PUBLIC', 'schema'],
    ['a comment', "COMMENT ON COLUMN t.v IS 'other'", "COMMENT ON COLUMN t.v IS 'words'", 'schema'],
    ['a sequence', "SELECT setval('numbers', 5)", "SELECT setval('numbers', 1, false)", 'schema'],
  ])('changes with %s, and back', async (_, change, back, kind) => {
    if (/ALTER m SET NOT NULL/.test(change)) await database.run("UPDATE t SET m = 'sad' WHERE id = 2");
    const before = await dumpPostgres(database.url);
    expect(digestOf(await dumpPostgres(database.url))).toBe(digestOf(before));
    await database.run(change);
    const after = await dumpPostgres(database.url);
    expect(digestOf(after)).not.toBe(digestOf(before));
    expect(differences(before, after).map((difference) => difference.kind)).toContain(kind);
    await database.run(back);
    const again = await dumpPostgres(database.url);
    // Rights that were given and taken back stand there as the owner's own, which were a matter of course before.
    const isRight = change.startsWith('GRANT');
    const left = differences(before, again).filter(
      (one) => !(isRight && one.kind === 'schema' && /^[-+] relation public\.t /.test(one.definition)),
    );
    expect(left).toEqual([]);
  });
});
