import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { testEnvironment } from '../../../test/support/environment.ts';
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts';
import { openLocalState } from '../local-state/local-state.ts';
import type { OpenProject } from '../projects/open-project.ts';
import { Uploads } from './uploads.ts';

// Of a project, uploads use its path, its name and whether it may be changed.
const project = { path: '/shop', name: 'Shop', readOnlyReason: null } as OpenProject;

async function open(dataDirectory: string) {
  const environment = testEnvironment(dataDirectory);
  const localState = await openLocalState(environment);
  const directory = join(dataDirectory, 'uploads');
  const uploads = await Uploads.open({ directory, localState, log: environment.log });
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await uploads.close();
    await localState.close();
  };
  onTestFinished(close);
  return { uploads, localState, directory, close };
}

async function upload(uploads: Uploads, text: string): Promise<string> {
  const id = await uploads.start(project);
  await uploads.put(
    project,
    id,
    0,
    (async function* () {
      yield Buffer.from(text);
    })(),
  );
  await uploads.complete(project, id, text.length, createHash('sha256').update(text).digest('hex'));
  return id;
}

function makeOlder(dataDirectory: string, days: number): void {
  const database = new Sqlite(join(dataDirectory, 'storeroom.db'));
  database
    .prepare('UPDATE uploads SET completed_at = ?')
    .run(new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString());
  database.close();
}

test('keeps complete uploads over a restart, and nothing that was left half-way', async () => {
  const data = await temporaryDirectory();
  const first = await open(data);
  const complete = await upload(first.uploads, 'kept');
  await first.uploads.put(
    project,
    await first.uploads.start(project),
    0,
    (async function* () {
      yield Buffer.from('half');
    })(),
  );
  writeFileSync(join(first.directory, 'stray'), 'of a crash between file and journal');
  mkdirSync(join(first.directory, 'folder'));
  await first.close();

  const second = await open(data);
  expect(readdirSync(second.directory)).toEqual([complete]);
  expect(Buffer.from(await second.uploads.read(project, complete)).toString()).toBe('kept');
  const other = { ...project, path: '/other' };
  await expect(second.uploads.read(other, complete)).rejects.toMatchObject({ code: 'not_found' });
});

test('removes uploads after seven days, unless a draft names them', async () => {
  const data = await temporaryDirectory();
  const first = await open(data);
  const named = await upload(first.uploads, 'named');
  const forgotten = await upload(first.uploads, 'forgotten');
  const counts = { inserted: 1, updated: 0, deleted: 0 };
  const draft = { value: `{"upload":"${named}"}`, ...counts };
  await first.localState.drafts.write('/shop', 'owner', new Date().toISOString(), draft);
  await first.close();

  makeOlder(data, 6);
  const second = await open(data);
  expect(readdirSync(second.directory).sort()).toEqual([named, forgotten].sort());
  await second.close();

  makeOlder(data, 8);
  const third = await open(data);
  expect(readdirSync(third.directory)).toEqual([named]);
  await expect(third.uploads.read(project, forgotten)).rejects.toMatchObject({ code: 'not_found' });
  await third.localState.drafts.remove('/shop', 'owner');
  await third.close();
  const fourth = await open(data);
  expect(readdirSync(fourth.directory)).toEqual([]);
});

test('lets go of an upload only when no save needs it', async () => {
  const { uploads, directory } = await open(await temporaryDirectory());
  const id = await upload(uploads, 'needed');
  const release = [uploads.hold([id]), uploads.hold([id, id])];
  await uploads.cancel(project, id);
  release[0]?.();
  await uploads.cancel(project, id);
  expect(existsSync(join(directory, id))).toBe(true);
  release[1]?.();
  await uploads.cancel(project, id);
  expect(existsSync(join(directory, id))).toBe(false);
});
