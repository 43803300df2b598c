import { lstat } from 'node:fs/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startTestPostgres } from './postgres-server.ts';

test('a real PostgreSQL starts, keeps text as UTF-8 and leaves nothing behind', async () => {
  const server = await startTestPostgres();
  const directory = new URL(server.url.replace('@/', '@localhost/')).searchParams.get('host');
  try {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    try {
      const { rows } = await client.query(
        `select 1 as one, $1::text as text, current_setting('server_encoding') as encoding, length($1::text) as length,
                current_setting('server_version_num')::int >= 180000 as current`,
        ['山田 🎞'],
      );
      expect(rows).toEqual([{ one: 1, text: '山田 🎞', encoding: 'UTF8', length: 4, current: true }]);
    } finally {
      await client.end();
    }
  } finally {
    await server.stop();
  }
  if (directory !== null) await expect(lstat(directory)).rejects.toMatchObject({ code: 'ENOENT' });
});
