import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createAppProtocol } from './app-protocol.ts';
import { appOrigin, appUrl } from './app-scheme.ts';

/** A protocol whose bytes are what the test says. */
function protocolWith(bytes: (request: Request) => Promise<Response>) {
  const log: string[] = [];
  const answer = createAppProtocol({
    log: pino({ base: null }, { write: (line: string) => void log.push(line) }),
    files: { index: '<html nonce="__NONCE__" data-theme="__THEME__">', find: () => undefined },
    theme: async () => 'dark',
    bytes,
  });
  const askAddress = (address: string, init: RequestInit = {}) => {
    const request = new Request(address, init);
    return answer(Object.defineProperty(request, 'initiatorOrigin', { value: appOrigin }));
  };
  const ask = (path: string, init: RequestInit = {}) => askAddress(appUrl(path), init);
  return { ask, askAddress, log };
}

test('hands the pieces of an upload on, byte for byte', async () => {
  const { ask } = protocolWith(async (request) => {
    const body = Buffer.from(await request.arrayBuffer()).toString('hex');
    return new Response(`${request.method} ${new URL(request.url).search} ${body}`);
  });
  const response = await ask('/b/x/upload/p/u?offset=7', { method: 'PUT', body: new Uint8Array([0, 255, 128]) });
  expect(await response.text()).toBe('PUT ?offset=7 00ff80');
});

test('answers an error of its own as one, and keeps what it was to the log', async () => {
  const { ask, log } = protocolWith(() => Promise.reject(new Error('the secret of it')));
  const response = await ask('/b/x/log');
  expect([response.status, await response.text()]).toEqual([500, 'Unexpected error\n']);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(log.join()).toContain('the secret of it');
});

test('lets the answer’s own headers stand before the common ones', async () => {
  const policy = "default-src 'none'; sandbox";
  const { ask } = protocolWith(async () => new Response('x', { headers: { 'content-security-policy': policy } }));
  expect((await ask('/b/x/file')).headers.get('content-security-policy')).toBe(policy);
});

test('gives the page the theme for its first paint', async () => {
  const { ask } = protocolWith(async () => new Response());
  expect(await (await ask('/anything')).text()).toMatch(/^<html nonce="[\w-]{24}" data-theme="dark">$/);
});

test.each(['storeroom://other/', 'storeroom://app.evil/b/x/log', 'storeroom://app:80/'])(
  'has nothing at %s',
  async (address) => {
    const { askAddress } = protocolWith(async () => new Response('bytes'));
    expect((await askAddress(address)).status).toBe(404);
  },
);
