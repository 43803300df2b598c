import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { temporaryDirectory } from '../../test/support/temporary-directory.ts';
import { provideRuntime, type RuntimeRequest, RuntimeUnavailable } from './provide-runtime.ts';

const version = '45.0.0';
const archiveName = `electron-v${version}-linux-x64.zip`;
const program = '#!/bin/sh\necho "I am Electron"\n';
const archive = zip({ electron: program, version });

/** A zip archive without compression (APPNOTE.TXT 6.3.10: local headers, central directory, its end), files executable. */
function zip(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), content]);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE((0o100755 << 16) >>> 0, 6);
    entry.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), common, entry, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, Buffer.from('PK\x05\x06'), end]);
}

let server: Server;
let mirror: string;
let asked: string[];
let answer: (response: ServerResponse) => void;

beforeEach(async () => {
  asked = [];
  answer = (response) => response.writeHead(200, { 'content-length': archive.length }).end(archive);
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  mirror = `http://127.0.0.1:${address.port}/`;
  vi.stubEnv('ELECTRON_MIRROR', undefined);
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

const day = 24 * 60 * 60 * 1000;

async function place() {
  const directory = await temporaryDirectory();
  const electron = {
    directory: join(directory, 'electron'),
    version,
    checksums: { [archiveName]: createHash('sha256').update(archive).digest('hex') },
  };
  mkdirSync(electron.directory);
  const shown: string[] = [];
  let time = 1_000_000;
  const request: RuntimeRequest = {
    electron,
    cacheDirectory: join(directory, 'cache'),
    platform: 'linux',
    arch: 'x64',
    now: () => time,
    stallMs: 300,
    mirror,
    archives: join(directory, 'archives'),
    progress: {
      received: (bytes, total) => void shown.push(`${bytes} of ${total}`),
      unpacking: () => void shown.push('unpacking'),
      done: () => void shown.push('done'),
    },
  };
  const wait = (ms: number) => {
    time += ms;
  };
  return { request, shown, dist: join(electron.directory, 'dist'), wait };
}

test('downloads the runtime, checks it and unpacks it where Electron looks for it', async () => {
  const { request, shown, dist } = await place();
  const path = await provideRuntime(request);
  expect(path).toBe(join(dist, 'electron'));
  expect(readFileSync(path, 'utf8')).toBe(program);
  expect(readFileSync(join(request.electron.directory, 'path.txt'), 'utf8')).toBe('electron');
  expect(asked).toEqual([`/v${version}/${archiveName}`]);
  expect(shown).toEqual([`${archive.length} of ${archive.length}`, 'unpacking', 'done']);
});

test('asks nobody for a runtime that is there', async () => {
  const { request } = await place();
  const path = await provideRuntime(request);
  expect(await provideRuntime(request)).toBe(path);
  expect(asked).toHaveLength(1);
});

test('takes the archive from the cache after the packages were installed anew', async () => {
  const { request, dist } = await place();
  const path = await provideRuntime(request);
  rmSync(dist, { recursive: true });
  expect(await provideRuntime(request)).toBe(path);
  expect(asked).toHaveLength(1);
});

test('a runtime of another version is replaced', async () => {
  const { request, dist } = await place();
  await provideRuntime(request);
  const newer = zip({ electron: program, version: '46.0.0' });
  answer = (response) => response.end(newer);
  const electron = {
    ...request.electron,
    version: '46.0.0',
    checksums: { 'electron-v46.0.0-linux-x64.zip': createHash('sha256').update(newer).digest('hex') },
  };
  await provideRuntime({ ...request, electron });
  expect(readFileSync(join(dist, 'version'), 'utf8')).toBe('46.0.0');
  expect(readdirSync(request.electron.directory).sort()).toEqual(['dist', 'path.txt']);
});

describe('a download that fails', () => {
  const failures: readonly (readonly [string, (response: ServerResponse) => void, RegExp])[] = [
    ['stands still before its first byte', () => {}, /no bytes for 0\.3 s/],
    [
      'stands still in the middle',
      (response) => void response.writeHead(200, { 'content-length': archive.length }).write(archive.subarray(0, 40)),
      /no bytes for 0\.3 s/,
    ],
    [
      'breaks off',
      (response) => {
        response.writeHead(200, { 'content-length': archive.length }).write(archive.subarray(0, 40));
        setTimeout(() => response.destroy(), 50);
      },
      /./,
    ],
    ['is refused', (response) => void response.writeHead(404).end(), /answered 404/],
    ['brings something else', (response) => void response.end(Buffer.concat([archive, Buffer.from('!')])), /checksum/],
  ];

  test.each(failures)('because it %s leaves nothing, and is not tried again for a day', async (_, fail, reason) => {
    const { request, dist, wait } = await place();
    const succeed = answer;
    answer = fail;
    const attempt = provideRuntime(request);
    await expect(attempt).rejects.toBeInstanceOf(RuntimeUnavailable);
    await expect(attempt).rejects.toThrow(reason);
    expect(existsSync(dist)).toBe(false);

    answer = succeed;
    wait(day / 2);
    await expect(provideRuntime(request)).rejects.toThrow(/could not be downloaded .*; tried again in 12 hours/);
    expect(asked).toHaveLength(1);

    wait(day / 2);
    expect(await provideRuntime(request)).toBe(join(dist, 'electron'));
    expect(asked).toHaveLength(2);
  });

  test('was of another version: the new one is tried at once', async () => {
    const { request } = await place();
    answer = (response) => void response.writeHead(500).end();
    await expect(provideRuntime(request)).rejects.toThrow(/answered 500/);
    const electron = { ...request.electron, version: '46.0.0', checksums: { 'electron-v46.0.0-linux-x64.zip': '0' } };
    await expect(provideRuntime({ ...request, electron })).rejects.toThrow();
    expect(asked).toEqual([`/v${version}/${archiveName}`, '/v46.0.0/electron-v46.0.0-linux-x64.zip']);
  });

  test('for a machine Electron is not made for asks nobody', async () => {
    const { request } = await place();
    await expect(provideRuntime({ ...request, arch: 'mips' })).rejects.toThrow('no release for linux on mips');
    expect(asked).toEqual([]);
  });
});

test('a slow download is not a stalled one', async () => {
  const { request } = await place();
  answer = (response) => {
    response.writeHead(200, { 'content-length': archive.length });
    let sent = 0;
    const step = Math.ceil(archive.length / 6);
    const timer = setInterval(() => {
      response.write(archive.subarray(sent, sent + step));
      sent += step;
      if (sent < archive.length) return;
      clearInterval(timer);
      response.end();
    }, 120);
    onTestFinished(() => clearInterval(timer));
  };
  expect(await provideRuntime(request)).toMatch(/electron$/);
});
