import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { appUrl } from '../../electron/shell/app-scheme.ts';
import { thumbnailPath } from '../../shared/domain/byte-address.ts';
import { unpackRows } from '../../shared/domain/packed-cells.ts';
import { createFakeElectron, type FakeElectron } from '../desktop/fake-electron/fake-electron.ts';
import { installFakeElectron } from '../desktop/fake-electron/install.ts';
import { makeMachine } from '../desktop/fake-electron/machine.ts';
import type { FakePage } from '../desktop/fake-electron/page.ts';
import { connectPage, type PageClient } from '../desktop/page-client.ts';
import type { PackedRun } from './packed-run.ts';

// A process of its own: it starts the packed application as Electron would, with the fake in Electron's place, uses it
// through its window, and writes down what it met. `node run-packed.ts <resources> <data folder> <project>`

const waitLimitMs = 15_000;

/** What `ask` answers once it is not `null`. @param what for the error when that takes too long */
async function until<Value>(what: string, ask: () => Promise<Value | null> | Value | null): Promise<Value> {
  const limit = Date.now() + waitLimitMs;
  while (Date.now() < limit) {
    const value = await ask();
    if (value !== null) return value;
    await delay(10);
  }
  throw new Error(`No ${what} within ${waitLimitMs} ms`);
}

async function start(manifestMain: string): Promise<FakeElectron> {
  const fake = createFakeElectron(makeMachine(process.cwd()));
  installFakeElectron(fake);
  await fake.app.run(async () => {
    await import(pathToFileURL(manifestMain).href);
  });
  return fake;
}

async function readShop({ calls }: PageClient, project: string): Promise<PackedRun['rows']> {
  const storage = await until('open storage', async () => {
    const [first] = (await calls.projects.get({ project })).storages;
    return first?.state.kind === 'ready' ? first.id : null;
  });
  const query = { model: 'album', filter: null, sort: [], search: '' };
  const read = async () => {
    const page = await calls.rows.page({
      ...{ project, storage, query },
      columns: ['id', 'title'],
      at: { kind: 'start' },
      limit: 10,
    });
    return unpackRows(page.cells, page.columns.length).map((cells) => cells.map(String));
  };
  const before = await read();
  const base = { kind: 'cell', cell: 'First' } as const;
  const value = { kind: 'cell', cell: 'Renamed' } as const;
  const answer = await calls.changes.apply({
    ...{ project, storage },
    changes: [{ kind: 'update', id: '1', model: 'album', key: [1n], fields: [{ field: 'title', base, value }] }],
  });
  return { before, saved: answer.kind, after: await read() };
}

async function fetchThumbnail(fake: FakeElectron, { calls }: PageClient, project: string): Promise<string> {
  const item = await until('stored file', async () => {
    const [storage] = await calls.files.list({ project });
    if (storage === undefined) return null;
    const scope = { kind: 'storage', root: storage.root, storage: storage.storage } as const;
    const page = await calls.files.page({ project, scope, order: 'name', search: '', offset: 0, limit: 1 });
    return page.items[0] ?? null;
  });
  const { bytes } = await calls.settings.session.get();
  const { root, storage, id, version } = item;
  const path = thumbnailPath(bytes, { project, root, storage, id }, 128, version);
  const response = await fake.window().webContents.fetch(appUrl(path));
  const content = Buffer.from(await response.arrayBuffer());
  return `${response.status} ${response.headers.get('content-type')} ${content.length > 100 ? 'with' : 'without'} content`;
}

/** The window's page, and whether each script and style it names is there. */
async function fetchPage(fake: FakeElectron): Promise<PackedRun['page']> {
  const { webContents } = fake.window();
  const html = await (await webContents.fetch(appUrl('/'))).text();
  const names = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, name = '']) => name);
  const answers = await Promise.all(names.map(async (name) => (await webContents.fetch(appUrl(name))).status));
  return { assets: names.length, answers: [...new Set(answers)] };
}

async function use(fake: FakeElectron): Promise<PackedRun> {
  const page = await until<FakePage>('window', () =>
    fake.windows().length > 0 ? fake.window().webContents.page : null,
  );
  const client = connectPage(page);
  const project = await until('open project', async () => (await client.calls.projects.list())[0]?.id ?? null);
  const met: PackedRun = {
    version: (await client.calls.settings.session.get()).version,
    page: await fetchPage(fake),
    rows: await readShop(client, project),
    thumbnail: await fetchThumbnail(fake, client, project),
  };
  client.transport.close();
  return met;
}

const [resources = '', data = '', target = ''] = process.argv.slice(2);
process.argv = ['storeroom', target, '--data', data];
try {
  const fake = await start(join(resources, 'app.asar', 'dist', 'node', 'desktop.js'));
  const met = await use(fake);
  process.send?.(met);
  fake.app.quit();
  process.exit(await fake.app.exited);
} catch (error) {
  // Not left to the application, which takes every error nobody caught for its own.
  process.stderr.write(`${inspect(error)}\n`);
  process.exit(1);
}
