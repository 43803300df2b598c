import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { call } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uploadPath } from '../../shared/domain/byte-address.ts';
import { type Loopback, startLoopback } from '../../test/support/loopback-server.ts';
import { makeTemporaryDirectory } from '../../test/support/temporary-directory.ts';
import { router } from '../host/api/router.ts';

let loopback: Loopback;
let folder: { path: string; remove(): Promise<void> };
let project: string;
let locked: string;

async function openFolder(name: string, readOnly: boolean): Promise<string> {
  const path = join(folder.path, name);
  mkdirSync(path);
  writeFileSync(join(path, 'storeroom.json'), JSON.stringify({ version: 1, name, readOnly }));
  const target = await loopback.host.examine(path);
  if (target.kind === 'refused') throw new Error(target.message);
  return loopback.host.openProject(target);
}

beforeAll(async () => {
  loopback = await startLoopback();
  folder = await makeTemporaryDirectory();
  project = await openFolder('open', false);
  locked = await openFolder('locked', true);
});
afterAll(async () => {
  await loopback.close();
  await folder.remove();
});

const options = () => ({ context: loopback.host.context });
const own = () => ({ origin: loopback.server.origin });
const pathOf = (upload: string, offset: number, of = project) =>
  uploadPath(loopback.host.context.session.bytes, of, upload, offset);
const start = async () => (await call(router.changes.uploads.start, { project }, options())).upload;
const files = () => readdirSync(join(loopback.dataDirectory, 'uploads')).sort();

async function put(upload: string, offset: number, body: string | Uint8Array, headers = {}) {
  return loopback.ask(pathOf(upload, offset), { method: 'PUT', headers: { ...own(), ...headers }, body });
}

function apply(upload: string, content: string) {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const sizeBytes = Buffer.byteLength(content);
  return call(router.changes.uploads.apply, { project, upload, sizeBytes, sha256 }, options());
}

test('takes pieces in any order, also twice, and keeps the whole', async () => {
  const upload = await start();
  expect((await put(upload, 6, 'world')).status).toBe(204);
  await expect(apply(upload, 'hello world')).rejects.toMatchObject({
    code: 'conflict',
    message: 'Bytes 0 to 5 of the upload are missing',
  });
  expect((await put(upload, 0, 'hallo ')).status).toBe(204);
  await expect(apply(upload, 'hello world')).rejects.toMatchObject({ code: 'conflict' });
  expect((await put(upload, 0, 'hello ')).status).toBe(204);
  await expect(apply(upload, 'hello w')).rejects.toMatchObject({
    message: 'The upload has 11 bytes, and 7 were announced',
  });
  await apply(upload, 'hello world');
  // The answer may be lost on its way.
  await apply(upload, 'hello world');
  const bytes = await loopback.host.context.uploads.read(loopback.host.context.projects.get(project), upload);
  expect(Buffer.from(bytes).toString()).toBe('hello world');
  const stat = statSync(join(loopback.dataDirectory, 'uploads', upload));
  expect(stat.mode & 0o777).toBe(0o600);
  expect((await put(upload, 0, 'later')).status).toBe(404);
});

test('takes an upload without a byte', async () => {
  const upload = await start();
  await apply(upload, '');
  const bytes = await loopback.host.context.uploads.read(loopback.host.context.projects.get(project), upload);
  expect(bytes).toHaveLength(0);
});

test('forgets an upload that is cancelled', async () => {
  const [open, complete] = [await start(), await start()];
  await put(open, 0, 'x');
  await put(complete, 0, 'x');
  await apply(complete, 'x');
  for (const upload of [open, complete]) {
    await call(router.changes.uploads.cancel, { project, upload }, options());
    expect((await put(upload, 0, 'x')).status).toBe(404);
    await expect(apply(upload, 'x')).rejects.toMatchObject({ code: 'not_found' });
  }
  expect(files().filter((name) => name.startsWith(open) || name.startsWith(complete))).toEqual([]);
});

describe('gives no one else a way in', () => {
  test('without the capability there is nothing', async () => {
    const upload = await start();
    const path = pathOf(upload, 0);
    const { bytes } = loopback.host.context.session;
    for (const wrong of [path.replace(bytes, `${bytes}x`), path.replace(bytes, '/b/'), path.replace(bytes, '')]) {
      const answer = await loopback.ask(wrong, { method: 'PUT', headers: own(), body: 'x' });
      expect([404, 405]).toContain(answer.status);
    }
    await expect(apply(upload, 'x')).rejects.toMatchObject({ code: 'conflict' });
  });

  test('foreign pages, other names of this machine and programs that tell no origin are refused', async () => {
    const path = pathOf(await start(), 0);
    const from = async (headers: Record<string, string>) =>
      (await loopback.ask(path, { method: 'PUT', headers, body: 'x' })).status;
    expect(await from({})).toBe(403);
    for (const origin of ['http://evil.example', 'null', `http://localhost:${loopback.server.port}`])
      expect(await from({ origin })).toBe(403);
    expect(await from({ ...own(), host: `localhost:${loopback.server.port}` })).toBe(421);
    expect(await from(own())).toBe(204);
  });

  test('only PUT is taken, and only there', async () => {
    const upload = await start();
    for (const method of ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await loopback.ask(pathOf(upload, 0), { method, headers: own() });
      expect([answer.status, answer.headers.allow]).toEqual([405, 'PUT']);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
    const { bytes } = loopback.host.context.session;
    for (const route of ['cell', 'thumb', 'file', 'redis', 'log'])
      expect((await loopback.ask(`${bytes}/${route}/a`, { method: 'PUT', headers: own() })).status).toBe(405);
    expect((await loopback.ask('/index.html', { method: 'PUT', headers: own() })).status).toBe(405);
  });

  test('names from outside make no files', async () => {
    const before = files();
    for (const id of ['..', '../../x', 'x', '%2e%2e%2fx', '0'.repeat(32), '__proto__']) {
      const answer = await put(id, 0, 'x');
      expect(answer.status).toBe(404);
      expect((await loopback.ask(pathOf(`${id}/more`, 0), { method: 'PUT', headers: own() })).status).toBe(404);
    }
    expect(files()).toEqual(before);
  });

  test('an upload belongs to its project', async () => {
    const upload = await start();
    for (const other of [locked, 'nowhere']) {
      const answer = await loopback.ask(pathOf(upload, 0, other), { method: 'PUT', headers: own(), body: 'x' });
      expect([403, 404]).toContain(answer.status);
    }
  });

  test('a read-only project takes none', async () => {
    await expect(call(router.changes.uploads.start, { project: locked }, options())).rejects.toMatchObject({
      code: 'read_only',
      message: 'The project file says read-only',
    });
  });

  test('a piece is limited, whether it says its size or not, and what was too much does not count', async () => {
    const upload = await start();
    const tooMuch = new Uint8Array(8 * 1024 * 1024 + 1);
    expect((await put(upload, 0, tooMuch)).status).toBe(400);
    expect((await put(upload, 0, tooMuch, { 'transfer-encoding': 'chunked' })).status).toBe(400);
    expect((await put(upload, 0, tooMuch.subarray(1))).status).toBe(204);
    expect((await put(upload, 999_999_999, 'xx')).status).toBe(400);
    await expect(apply(upload, 'x')).rejects.toMatchObject({ code: 'conflict' });
  });

  test.each(['', '?offset=', '?offset=-1', '?offset=1e3', '?offset=0x1', '?offset=1.5'])(
    'a piece says where it starts: %s is refused',
    async (query) => {
      const path = pathOf(await start(), 0).replace('?offset=0', query);
      expect((await loopback.ask(path, { method: 'PUT', headers: own(), body: 'x' })).status).toBe(400);
    },
  );

  test('a piece that is cut off does not count', async () => {
    const upload = await start();
    const socket = connect(loopback.server.port, '127.0.0.1');
    const { host, origin } = { host: loopback.server.origin.slice('http://'.length), origin: loopback.server.origin };
    socket.write(
      `PUT ${pathOf(upload, 0)} HTTP/1.1\r\nhost: ${host}\r\norigin: ${origin}\r\ncontent-length: 8\r\n\r\nhalf`,
    );
    const path = join(loopback.dataDirectory, 'uploads', `${upload}.part`);
    await expect.poll(() => readFileSync(path, 'utf8')).toBe('half');
    await expect(apply(upload, 'half')).rejects.toMatchObject({ message: 'A piece of the upload is still on its way' });
    socket.destroy();
    await expect
      .poll(() => apply(upload, 'half').catch((error: unknown) => error))
      .toMatchObject({ message: 'Bytes 0 to 3 of the upload are missing' });
    expect(await loopback.hostLog.read()).not.toContain('byte request failed');
  });
});
