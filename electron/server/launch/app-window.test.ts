import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chromiumForTests, headlessParameters } from '../../../test/support/chromium.ts';
import { openAppWindow } from './app-window.ts';
import { writeRedirectFile } from './redirect-file.ts';

let directory: string;
let server: Server;
let address: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'storeroom-app-window-'));
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<script>addEventListener("keydown", () => close())</script><title>Storeroom</title>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A listening TCP server has an address of this shape.
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

test('a real browser goes from the redirect file to the address, and closes when asked', async () => {
  const requests: (string | undefined)[] = [];
  server.on('request', (request) => requests.push(request.url));
  const profile = join(directory, 'profile');
  const redirect = await writeRedirectFile(profile, `${address}#token=secret`);
  const window = await openAppWindow(await chromiumForTests(), redirect.path, profile, headlessParameters);
  expect(requests[0]).toBe('/');
  expect((await stat(profile)).mode & 0o777).toBe(0o700);

  let isClosed = false;
  void window.closed.then(() => {
    isClosed = true;
  });
  expect(isClosed).toBe(false);
  const begun = performance.now();
  await window.close();
  await window.closed;
  expect(isClosed).toBe(true);
  expect(performance.now() - begun).toBeLessThan(1000);
});

test('a program that shows no window is a failure that names its end', async () => {
  const redirect = await writeRedirectFile(directory, address);
  await expect(openAppWindow('/bin/false', redirect.path, directory)).rejects.toThrow(/ended with code 1/);
  await expect(openAppWindow(join(directory, 'none'), redirect.path, directory)).rejects.toThrow(/ENOENT/);
});
