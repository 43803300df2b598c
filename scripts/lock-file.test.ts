import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../test/support/temporary-directory.ts';
import { lockFileProblems } from './lock-file.ts';

async function problemsOf(packages: object): Promise<readonly string[]> {
  const path = join(await temporaryDirectory(), 'package-lock.json');
  await writeFile(path, JSON.stringify({ packages }));
  return lockFileProblems(path);
}

const sound = {
  '': { version: '0.1.0' },
  'node_modules/better-sqlite3': { version: '13.2.0', gypfile: false },
  'node_modules/@orpc/client': { version: '1.16.1' },
  'node_modules/@orpc/server': { version: '1.16.1' },
};

test('a sound lock file has no problems', async () => {
  expect(await problemsOf(sound)).toEqual([]);
});

test('names each thing that would break an install elsewhere', async () => {
  const problems = await problemsOf({
    ...sound,
    'node_modules/better-sqlite3': { version: '13.2.0' },
    'node_modules/@orpc/server': { version: '2.0.0' },
    'node_modules/ws': { version: '8.23.0', resolved: 'https://registry.example.test/ws-8.23.0.tgz' },
  });
  expect(problems).toEqual([
    expect.stringContaining('better-sqlite3 needs "gypfile": false'),
    expect.stringContaining('node_modules/ws names its address'),
    expect.stringContaining('@orpc/* has several versions: 1.16.1, 2.0.0'),
  ]);
});
