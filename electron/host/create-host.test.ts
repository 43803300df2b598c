import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call } from '@orpc/server';
import Sqlite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ChangeSet } from '../../shared/domain/change-set.ts';
import type { Project } from '../../shared/domain/project.ts';
import { temporaryDirectory } from '../../test/support/temporary-directory.ts';
import { nodeEnvironment } from '../server/node-environment.ts';
import { router } from './api/router.ts';
import { createHost, type Host } from './create-host.ts';
import type { WorkerEntry } from './environment.ts';
import { openHostLog } from './log/host-log.ts';

async function startHost(options: { readOnly?: boolean; dataDirectory?: string } = {}) {
  const directory = await temporaryDirectory();
  const dataDirectory = options.dataDirectory ?? join(directory, 'data');
  mkdirSync(dataDirectory, { recursive: true });
  const hostLog = openHostLog(join(dataDirectory, 'logs'));
  const workers: WorkerEntry[] = [];
  const environment = nodeEnvironment({ dataDirectory, log: hostLog.log, version: '1.2.3' });
  const host = await createHost({
    environment: {
      ...environment,
      startWorker: (entry, workerData) => {
        workers.push(entry);
        return environment.startWorker(entry, workerData);
      },
    },
    hostLog,
    token: 'a token for this test only',
    form: 'browser',
    readOnly: options.readOnly ?? false,
    cacheDirectory: join(directory, 'cache'),
  });
  const close = async () => {
    await host.close();
    await hostLog.flush();
  };
  return { host, hostLog, directory, workers, close };
}

async function openFolder(host: Host, directory: string, manifest: object): Promise<string> {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'storeroom.json'), JSON.stringify({ version: 1, name: 'Shop', ...manifest }));
  const target = await host.examine(directory);
  if (target.kind === 'refused') throw new Error(target.message);
  return host.openProject(target);
}

function makeDatabase(path: string): void {
  const database = new Sqlite(path);
  database.exec("CREATE TABLE album (id INTEGER PRIMARY KEY, title TEXT); INSERT INTO album VALUES (1, 'First')");
  database.close();
}

/** The first description that `accept` takes, as a window would wait for it. */
async function projectWhen(host: Host, id: string, accept: (project: Project) => boolean): Promise<Project> {
  const controller = new AbortController();
  const options = { context: host.context, signal: controller.signal };
  try {
    for await (const project of await call(router.projects.watch, { project: id }, options))
      if (accept(project)) return project;
  } finally {
    controller.abort();
  }
  throw new Error('The watch ended');
}

test('opens a project whose parts can not be reached, says what is wrong, and connects when asked', async () => {
  const { host, directory, close } = await startHost();
  onTestFinished(close);
  const folder = join(directory, 'shop');
  const id = await openFolder(host, folder, {
    storages: { main: { kind: 'sqlite', path: 'shop.db' } },
    files: { uploads: { root: 'uploads', layout: 'wefram' } },
    redis: { cache: { url: 'redis://:not-for-the-log@127.0.0.1:1' } },
  });
  const failed = await projectWhen(host, id, ({ storages, files, redis }) =>
    [...storages, ...files, ...redis].every(({ state }) => state.kind === 'failed'),
  );
  expect(failed).toMatchObject({ id, name: 'Shop', isDemo: false, readOnlyReason: null, path: folder });

  makeDatabase(join(folder, 'shop.db'));
  await call(router.projects.start, { project: id, part: 'main' }, { context: host.context });
  const ready = await projectWhen(host, id, ({ storages }) => storages[0]?.state.kind === 'ready');
  expect(ready.redis[0]?.state.kind).not.toBe('ready');
  const models = await call(router.models.list, { project: id, storage: 'main' }, { context: host.context });
  expect(models.map((model) => model.id)).toEqual(['album']);
  await expect(
    call(router.projects.start, { project: id, part: 'none' }, { context: host.context }),
  ).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await host.context.hostLog.read()).not.toContain('not-for-the-log');
});

test('lists projects with the last opened first, each once', async () => {
  const { host, directory, close } = await startHost();
  onTestFinished(close);
  const a = await openFolder(host, join(directory, 'a'), { name: 'A' });
  const b = await openFolder(host, join(directory, 'b'), { name: 'B' });
  expect(await openFolder(host, join(directory, 'a'), { name: 'A' })).toBe(a);
  expect(await call(router.projects.list, undefined, { context: host.context })).toEqual([
    { id: a, name: 'A' },
    { id: b, name: 'B' },
  ]);
  expect((await host.context.known.list()).map(({ id }) => id).sort()).toEqual([a, b].sort());
});

test('lets calls wait for the project that is being opened', async () => {
  const { host, directory, close } = await startHost();
  onTestFinished(close);
  const opening = openFolder(host, join(directory, 'a'), { name: 'A' });
  const target = await host.examine(join(directory, 'a'));
  if (target.kind === 'refused') throw new Error(target.message);
  void host.openProject(target);
  expect((await call(router.projects.get, { project: target.id }, { context: host.context })).name).toBe('A');
  await opening;
});

test('says why nothing can be written', async () => {
  const { host, directory, close } = await startHost({ readOnly: true });
  onTestFinished(close);
  const id = await openFolder(host, join(directory, 'a'), {});
  expect((await call(router.projects.get, { project: id }, { context: host.context })).readOnlyReason).toMatch(
    /--read-only/,
  );

  const writable = await startHost();
  onTestFinished(writable.close);
  const own = await openFolder(writable.host, join(directory, 'b'), { readOnly: true });
  const project = await call(router.projects.get, { project: own }, { context: writable.host.context });
  expect(project.readOnlyReason).toBe('The project file says read-only');
});

describe('a project that is read-only', () => {
  const key = [1n];
  const edit: ChangeSet = [
    {
      kind: 'update',
      id: 'edit-1',
      model: 'album',
      key,
      fields: [{ field: 'title', value: { kind: 'cell', cell: 'Second' }, base: { kind: 'cell', cell: 'First' } }],
    },
  ];

  test.each([
    ['the command line', { readOnly: true }, false, 'Storeroom was started with --read-only'],
    ['its own file', {}, true, 'The project file says read-only'],
  ])('by %s takes no change, and no thread could write one', async (_, options, readOnly, message) => {
    const { host, directory, workers, close } = await startHost(options);
    onTestFinished(close);
    const folder = join(directory, 'a');
    mkdirSync(folder);
    makeDatabase(join(folder, 'shop.db'));
    const project = await openFolder(host, folder, {
      readOnly,
      storages: { main: { kind: 'sqlite', path: 'shop.db' } },
    });
    await projectWhen(host, project, ({ storages }) => storages[0]?.state.kind === 'ready');
    const session = await host.context.projects.get(project).storages.get('main')?.session();
    expect(session?.write).toBeUndefined();

    const ref = { project, storage: 'main' };
    const context = { context: host.context };
    const refusal = { code: 'read_only', message };
    await expect(call(router.changes.apply, { ...ref, changes: edit }, context)).rejects.toMatchObject(refusal);
    await expect(call(router.changes.describe, { ...ref, changes: edit }, context)).rejects.toMatchObject(refusal);
    await expect(
      call(router.changes.impact.get, { ...ref, model: 'album', keys: [key] }, context),
    ).rejects.toMatchObject(refusal);
    await expect(call(router.changes.uploads.start, { project }, context)).rejects.toMatchObject(refusal);
    const [row] = (await session?.read('album', [key], ['title'], { signal: new AbortController().signal })) ?? [];
    expect(row).toEqual(['First']);
    expect(workers).not.toContain('sqlite-writer');
    // The journal can be looked at all the same.
    const everything = { text: '', storage: null, model: null, after: null, limit: 10 };
    expect(await call(router.changes.list, { project, ...everything }, context)).toEqual({ entries: [], after: null });
  });
});

test('keeps the workspace of a project and the settings between two runs', async () => {
  const first = await startHost();
  const dataDirectory = join(first.directory, 'data');
  const folder = join(first.directory, 'a');
  const project = await openFolder(first.host, folder, {});
  const workspace = {
    tabs: [{ path: '/p/x', isPreview: true }],
    active: 0,
    sidebarWidth: 200,
    sidebarOpen: false,
    detailsWidth: 300,
    detailsOpen: true,
    columnWidths: {},
  };
  const context = first.host.context;
  await call(router.settings.workspace.apply, { project, workspace }, { context });
  expect(await call(router.settings.apply, { theme: 'dark' }, { context })).toMatchObject({ theme: 'dark' });
  await expect(call(router.settings.workspace.get, { project: 'unknown' }, { context })).rejects.toMatchObject({
    code: 'not_found',
  });
  await first.close();

  const second = await startHost({ dataDirectory });
  onTestFinished(second.close);
  await openFolder(second.host, folder, {});
  expect(await call(router.settings.workspace.get, { project }, { context: second.host.context })).toEqual(workspace);
  expect(await call(router.settings.get, undefined, { context: second.host.context })).toMatchObject({ theme: 'dark' });
  expect(await call(router.settings.session.get, undefined, { context: second.host.context })).toMatchObject({
    form: 'browser',
    version: '1.2.3',
    bytes: expect.stringMatching(/^\/b\/[\w-]{43}$/),
  });
});

test('finds the reference of an unexpected error through the log address', async () => {
  const { host, close } = await startHost();
  onTestFinished(close);
  const { context } = host;
  const broken = {
    ...context,
    localState: {
      ...context.localState,
      settings: () => Promise.reject(new Error('the cupboard is bare')),
    },
  };
  const error: unknown = await call(router.settings.get, undefined, {
    context: broken,
    path: ['settings', 'get'],
  }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'internal', message: 'Unexpected error' });
  // The line above has said that it is one of ours.
  const { reference } = (error as { data: { reference: string } }).data;
  const response = await host.handleBytes(new Request(`http://h${context.session.bytes}/log?reference=${reference}`));
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await response.text()).toMatch(/call=settings\.get.*the cupboard is bare/s);
});

test('logs slow calls by their name', async () => {
  const { host, hostLog, close } = await startHost();
  onTestFinished(close);
  const { context } = host;
  const slow = {
    ...context,
    localState: {
      ...context.localState,
      settings: async () => {
        await new Promise((resolve) => setTimeout(resolve, 60));
        return context.localState.settings();
      },
    },
  };
  await call(router.settings.get, undefined, { context: slow, path: ['settings', 'get'] });
  await call(router.settings.session.get, undefined, { context });
  const text = await hostLog.read();
  expect(text).toMatch(/slow call {2}call=settings\.get {2}tookMs=\d+/);
  expect(text).not.toContain('settings.session.get');
});

test('logs when its event loop stood still, with what ran then', async () => {
  const { host, hostLog, close } = await startHost();
  onTestFinished(close);
  const { context } = host;
  const blocking = {
    ...context,
    localState: {
      ...context.localState,
      settings: async () => {
        const until = performance.now() + 120;
        while (performance.now() < until);
        return context.localState.settings();
      },
    },
  };
  await new Promise((resolve) => setTimeout(resolve, 100));
  await call(router.settings.get, undefined, { context: blocking, path: ['settings', 'get'] });
  await expect
    .poll(() => hostLog.read(), { timeout: 5000 })
    .toMatch(/event loop stalled {2}stalledMs=\d{3,} {2}workedMs=\d+ {2}calls=\["settings\.get"\]/);
});
