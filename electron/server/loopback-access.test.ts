import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { closeCodes, maxFrameBytes, protocolVersion } from '../../shared/transport/protocol.ts';
import { hello, type Loopback, startLoopback, upgradeStatus } from '../../test/support/loopback-server.ts';

let loopback: Loopback;
beforeAll(async () => {
  loopback = await startLoopback();
});
afterAll(() => loopback.close());

async function closeCodeAfter(send: (socket: WebSocket) => void): Promise<number> {
  const socket = loopback.openSocket();
  await once(socket, 'open');
  send(socket);
  const [code] = await once(socket, 'close');
  return Number(code);
}

describe('listens on 127.0.0.1 only', () => {
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ address }) => address !== '127.0.0.1')
    .map(({ address, family, scopeid }) => (family === 'IPv6' && scopeid ? `${address}%${scopeid}` : address));

  test('answers there', async () => {
    expect((await loopback.ask('/')).status).toBe(200);
  });

  // 127.0.0.2 is this machine as well, but not the address that was bound; macOS has no such address at all.
  test.each([...new Set(['127.0.0.2', '::1', ...others])])('refuses connections to %s', async (address) => {
    const socket = connect({ host: address, port: loopback.server.port, timeout: 2000 });
    const outcome = await Promise.race([
      once(socket, 'connect').then(
        () => 'connected',
        () => 'refused',
      ),
      once(socket, 'timeout').then(() => 'refused'),
    ]);
    socket.destroy();
    expect(outcome).toBe('refused');
  });
});

describe('checks the Host header', () => {
  test.each(['evil.example', 'localhost', '127.0.0.1', '[::1]', '127.0.0.1.evil.example'])(
    'refuses "%s"',
    async (name) => {
      for (const suffix of ['', `:${loopback.server.port}`, ':1']) {
        const headers = { host: `${name}${suffix}` };
        if (headers.host === `127.0.0.1:${loopback.server.port}`) continue;
        for (const path of ['/', '/assets/main-0a1b2c3d.js', `${loopback.host.context.session.bytes}/log`]) {
          expect((await loopback.ask(path, { headers })).status).toBe(421);
        }
      }
    },
  );

  test('refuses WebSockets under another name', async () => {
    expect(await upgradeStatus(loopback.openSocket({ host: `localhost:${loopback.server.port}` }))).toBe(403);
    expect(await upgradeStatus(loopback.openSocket({ host: 'evil.example' }))).toBe(403);
  });
});

describe('checks the Origin header', () => {
  const foreign = () => [
    'http://evil.example',
    `https://127.0.0.1:${loopback.server.port}`,
    `http://127.0.0.1:${loopback.server.port + 1}`,
    `http://localhost:${loopback.server.port}`,
    'null',
    'file://',
  ];

  test('refuses requests of foreign pages', async () => {
    for (const origin of foreign()) {
      const headers = { origin };
      expect((await loopback.ask('/', { headers })).status).toBe(403);
      expect((await loopback.ask(`${loopback.host.context.session.bytes}/log`, { headers })).status).toBe(403);
      const withSecret = { ...headers, authorization: `Bearer ${loopback.lockSecret}` };
      expect((await loopback.ask('/handover', { method: 'POST', headers: withSecret, body: '{}' })).status).toBe(403);
    }
    expect((await loopback.ask('/', { headers: { origin: loopback.server.origin } })).status).toBe(200);
  });

  test('refuses WebSockets of foreign pages and of programs that tell no origin', async () => {
    for (const origin of [...foreign(), '']) expect(await upgradeStatus(loopback.openSocket({ origin }))).toBe(403);
    expect(await upgradeStatus(loopback.openSocket())).toBe(101);
  });

  test('refuses WebSockets to any other path', async () => {
    for (const path of ['/', '/rpc/', '/rpc2', `${loopback.host.context.session.bytes}/log`]) {
      expect(await upgradeStatus(loopback.openSocket({ path }))).toBe(403);
    }
    const asVite = new WebSocket(`ws://127.0.0.1:${loopback.server.port}/`, 'vite-hmr', {
      origin: loopback.server.origin,
    });
    expect(await upgradeStatus(asVite)).toBe(403);
  });
});

describe('gives nothing but the static app without the token', () => {
  test.each([
    ['an empty one', () => ''],
    ['a shorter one', (token: string) => token.slice(0, -1)],
    ['a longer one', (token: string) => `${token}x`],
    ['another one of its length', (token: string) => token.replace(/./g, 'x')],
    ['one in other case', (token: string) => token.toUpperCase()],
  ])('refuses %s', async (_, change) => {
    expect(await closeCodeAfter((socket) => socket.send(hello(change(loopback.token))))).toBe(closeCodes.refused);
  });

  test.each([
    ['a call', () => '{"i":"1","p":{"u":"/projects/list","b":{}}}'],
    ['the bare token', (token: string) => token],
    ['no JSON', () => '{'],
    ['an array', () => '[]'],
    ['a key too many', (token: string) => JSON.stringify({ kind: 'hello', protocol: protocolVersion, token, more: 1 })],
    ['a hello of great length', (token: string) => hello(token) + ' '.repeat(2000)],
    ['bytes', (token: string) => Buffer.from(hello(token))],
  ])('refuses as a first frame: %s', async (_, makeFrame) => {
    const frame = makeFrame(loopback.token);
    const socket = loopback.openSocket();
    const answers: string[] = [];
    socket.on('message', (data) => answers.push(String(data)));
    await once(socket, 'open');
    socket.send(frame, { binary: Buffer.isBuffer(frame) });
    socket.send('{"i":"1","p":{"u":"/projects/list","b":{}}}');
    const [code] = await once(socket, 'close');
    expect([code, answers]).toEqual([closeCodes.refused, []]);
  });

  test('answers calls after the right one', async () => {
    const socket = loopback.openSocket();
    await once(socket, 'open');
    socket.send(hello(loopback.token));
    await once(socket, 'message');
    socket.send('{"i":"1","p":{"u":"/projects/list","b":{}}}');
    const [reply] = await once(socket, 'message');
    expect(JSON.parse(String(reply))).toEqual({ i: '1', p: { b: { json: [] } } });
    socket.terminate();
  });

  test('tells a window of another build apart from a stranger', async () => {
    expect(await closeCodeAfter((socket) => socket.send(hello(loopback.token, protocolVersion + 1)))).toBe(
      closeCodes.otherVersion,
    );
    expect(await closeCodeAfter((socket) => socket.send(hello('wrong', protocolVersion + 1)))).toBe(closeCodes.refused);
  });

  test('gives no bytes without the capability, whatever the route', async () => {
    const { bytes } = loopback.host.context.session;
    expect((await loopback.ask(`${bytes}/log`)).status).toBe(200);
    const wrong = [
      `${bytes.slice(0, -1)}/log`,
      `${bytes}x/log`,
      '/b//log',
      `/b/${loopback.token}/log`,
      `/b/${bytes.slice(3).toUpperCase()}/log`,
    ];
    for (const path of wrong) expect((await loopback.ask(path)).status).toBe(404);
    expect((await loopback.ask('/log')).body).not.toContain('project');
    for (const path of [`${bytes}`, `${bytes}/`, `${bytes}/nothing`, `${bytes}/log/more`])
      expect((await loopback.ask(path)).status).toBe(404);
    const headers = { origin: loopback.server.origin };
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      expect((await loopback.ask(`${bytes}/log`, { method, headers })).status).toBe(405);
  });

  test('takes no handover without the secret of the lock', async () => {
    const body = JSON.stringify({ target: null, open: false });
    for (const authorization of [undefined, '', 'Bearer', `Bearer ${loopback.token}`, loopback.lockSecret.slice(1)]) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      expect((await loopback.ask('/handover', { method: 'POST', headers, body })).status).toBe(404);
    }
    expect(loopback.handedOver).toEqual([]);
    const headers = { authorization: `Bearer ${loopback.lockSecret}`, 'content-length': String(body.length) };
    expect((await loopback.ask('/handover', { method: 'POST', headers, body })).status).toBe(200);
    expect(loopback.handedOver).toEqual([{ target: null, open: false }]);
    const shapeless = { ...headers, 'content-length': '2' };
    expect((await loopback.ask('/handover', { method: 'POST', headers: shapeless, body: '{}' })).status).toBe(400);
  });

  test('takes only so many connections that have not shown the token', async () => {
    const sockets = Array.from({ length: 40 }, () => loopback.openSocket());
    const statuses = await Promise.all(
      sockets.map((socket) =>
        Promise.race([
          once(socket, 'open').then(() => 101),
          once(socket, 'unexpected-response').then(([, response]: { statusCode: number }[]) => response?.statusCode),
        ]),
      ),
    );
    for (const socket of sockets) {
      socket.on('error', () => {});
      socket.terminate();
    }
    expect(statuses.filter((status) => status === 101)).toHaveLength(32);
    expect(statuses.filter((status) => status === 503)).toHaveLength(8);
    // Those that leave make room.
    let status = 0;
    while (status !== 101) status = await upgradeStatus(loopback.openSocket());
  });
});

test('ends a connection that sends a frame over the limit', async () => {
  const socket = loopback.openSocket();
  await once(socket, 'open');
  socket.send(hello(loopback.token));
  await once(socket, 'message');
  socket.send('x'.repeat(maxFrameBytes + 1));
  const [code] = await once(socket, 'close');
  expect(code).toBe(closeCodes.tooBig);
});

test('writes no secret into its log', async () => {
  // Everything above has been through it: refused tokens, broken frames, foreign pages.
  loopback.hostLog.log.warn(
    { url: `${loopback.server.origin}/#token=${loopback.token}`, authorization: `Bearer ${loopback.lockSecret}` },
    `seen ${loopback.token}`,
  );
  const text = await loopback.hostLog.read();
  expect(text).toContain('connection refused');
  for (const secret of [loopback.token, loopback.lockSecret, loopback.host.context.session.bytes])
    expect(text).not.toContain(secret);
});
