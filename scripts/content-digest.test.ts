import { mkdir, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../test/support/temporary-directory.ts';
import { contentDigest } from './content-digest.ts';

test('changes with names and contents, not with times or tests', async () => {
  const directory = await temporaryDirectory();
  const digest = () => contentDigest(directory, ['source/**', 'lock.json']);
  const file = join(directory, 'source', 'deep', 'one.ts');
  await mkdir(join(directory, 'source', 'deep'), { recursive: true });
  await writeFile(file, 'one');
  await writeFile(join(directory, 'lock.json'), '{}');
  const first = await digest();

  await utimes(file, 1, 1);
  await writeFile(join(directory, 'source', 'one.test.ts'), 'a test');
  await writeFile(join(directory, 'elsewhere.ts'), 'not an input');
  expect(await digest()).toBe(first);

  await writeFile(file, 'two');
  const second = await digest();
  expect(second).not.toBe(first);
  await rename(file, join(directory, 'source', 'deep', 'two.ts'));
  expect(await digest()).not.toBe(second);
});
