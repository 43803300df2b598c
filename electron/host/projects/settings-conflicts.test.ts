import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepAll } from './testing/empty-form.ts';
import { makeProjectPlace } from './testing/project-host.ts';

const written = JSON.stringify({
  version: 1,
  name: 'Shop',
  storages: { main: { kind: 'sqlite', path: 'shop.db' } },
  models: { album: { caption: 'Albums' } },
});

async function openProject() {
  const place = await makeProjectPlace();
  const folder = join(place.directory, 'shop');
  mkdirSync(folder);
  const file = join(folder, 'storeroom.json');
  writeFileSync(file, written);
  const { calls } = await place.start();
  return { calls, file, id: await calls.open({ kind: 'path', path: folder }) };
}

test('settings are not written over a file that another program changed since the form was opened', async () => {
  const { calls, file, id } = await openProject();
  const { settings, version } = await calls.settings(id);
  const theirs = written.replace('"Albums"', '"Their albums"');
  writeFileSync(file, theirs);
  const mine = calls.save(id, { ...settings, name: 'Store' }, keepAll, version);
  await expect(mine).rejects.toMatchObject({ code: 'conflict' });
  expect(readFileSync(file, 'utf8')).toBe(theirs);
  const again = await calls.settings(id);
  await calls.save(id, { ...again.settings, name: 'Store' }, keepAll, again.version);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    name: 'Store',
    models: { album: { caption: 'Their albums' } },
  });
});

test('of two windows that edit the same settings the first one saves, the second is told', async () => {
  const { calls, file, id } = await openProject();
  const one = await calls.settings(id);
  const other = await calls.settings(id);
  await calls.save(id, { ...one.settings, name: 'Of one' }, keepAll, one.version);
  const late = calls.save(id, { ...other.settings, name: 'Of the other' }, keepAll, other.version);
  await expect(late).rejects.toMatchObject({ code: 'conflict' });
  expect(JSON.parse(readFileSync(file, 'utf8')).name).toBe('Of one');
});
