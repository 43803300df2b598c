import { lstat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { hostileDefaults, makeDatabase } from './postgres.ts';
import { startTestPostgres } from './services/postgres-server.ts';

test('a database is made, filled, read as raw text and dropped with its roles', async () => {
  const database = await makeDatabase({ sql: 'CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, NULL)' });
  const role = await database.role({ defaults: hostileDefaults });
  try {
    expect(await database.run('SELECT a, b, $1::text FROM t', ['x'])).toEqual([['1', null, 'x']]);
    expect(
      await database.run(`SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = $1`, [
        database.name,
      ]),
    ).toEqual([['C', 'UTF8']]);
    expect(
      await database.run(
        `SELECT count(*) FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
      WHERE r.rolname = $1`,
        [role.name],
      ),
    ).toEqual([['1']]);
  } finally {
    await database.drop();
  }
});

test('a server of one’s own is killed and starts again where it was, with what was committed', async () => {
  const server = await startTestPostgres({ listen: 'tcp', settings: { synchronous_commit: 'on' } });
  try {
    const database = await makeDatabase({
      server: server.url,
      sql: 'CREATE TABLE t (a int); INSERT INTO t VALUES (7)',
    });
    await server.halt('KILL');
    // A connection that is open may get one more answer of a process that has not noticed yet.
    await expect(database.connect()).rejects.toThrow();
    await server.start();
    expect(await database.run('SELECT a FROM t')).toEqual([['7']]);
    await database.drop();
  } finally {
    await server.stop();
  }
  await expect(lstat(server.directory)).rejects.toMatchObject({ code: 'ENOENT' });
});
