import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Loopback, startLoopback } from '../../test/support/loopback-server.ts';

let loopback: Loopback;
beforeAll(async () => {
  loopback = await startLoopback();
});
afterAll(() => loopback.close());

const everyKindOfAnswer: readonly (readonly [string, () => Promise<Answer>])[] = [
  ['the app', () => loopback.ask('/')],
  ['a file of the app', () => loopback.ask('/assets/main-0a1b2c3d.js')],
  ['a missing file', () => loopback.ask('/assets/gone.js')],
  ['a path of the app', () => loopback.ask('/p/demo/models/studio/albums')],
  ['bytes', () => loopback.ask(`${loopback.host.context.session.bytes}/log`)],
  ['bytes without the capability', () => loopback.ask('/b/wrong/log')],
  ['a false host', () => loopback.ask('/', { headers: { host: 'evil.example' } })],
  ['a foreign origin', () => loopback.ask('/', { headers: { origin: 'http://evil.example' } })],
  ['another method', () => loopback.ask('/', { method: 'DELETE' })],
  ['a handover without the secret', () => loopback.ask('/handover', { method: 'POST', body: '{}' })],
];

describe('sends the app with a policy without exceptions', () => {
  const policyOf = (answer: Answer) => String(answer.headers['content-security-policy']);

  test('whose nonce is new for each answer and stands in the page', async () => {
    const answers = await Promise.all([
      loopback.ask('/'),
      loopback.ask('/'),
      loopback.ask('/p/demo/redis/main/0'),
      loopback.ask('/index.html'),
    ]);
    const nonces = answers.map((answer) => /script-src 'self' 'nonce-([\w-]{24})'/.exec(policyOf(answer))?.[1]);
    expect(new Set(nonces).size).toBe(4);
    for (const [index, { status, body, headers }] of answers.entries()) {
      expect([status, headers['content-type'], headers['cache-control']]).toEqual([
        200,
        'text/html; charset=utf-8',
        'no-store',
      ]);
      expect(body.match(/nonce="[^"]*"/g)).toEqual([`nonce="${nonces[index]}"`, `nonce="${nonces[index]}"`]);
      expect(body).toContain('data-theme="dark"');
    }
  });

  test('that allows its own server and nothing else', async () => {
    const policy = policyOf(await loopback.ask('/'));
    expect(policy).not.toMatch(/unsafe|https?:|\*|data:|blob:/);
    const directives = new Map(policy.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1)]));
    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(directives.get('connect-src')).toEqual(["'self'", `ws://127.0.0.1:${loopback.server.port}`]);
    for (const name of ['base-uri', 'form-action', 'frame-ancestors', 'object-src'])
      expect(directives.get(name)).toEqual(["'none'"]);
  });
});

describe.each(everyKindOfAnswer)('answers %s', (_, answer) => {
  test('with nosniff, no referrer, no framing and for its own origin only', async () => {
    const { headers } = await answer();
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
  });

  test('without a word of CORS and without cookies', async () => {
    const { headers } = await answer();
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-') || name === 'set-cookie')).toEqual(
      [],
    );
  });
});

test('does not answer preflights', async () => {
  const headers = {
    origin: loopback.server.origin,
    'access-control-request-method': 'PUT',
    'access-control-request-private-network': 'true',
  };
  const { status, headers: answered } = await loopback.ask('/', { method: 'OPTIONS', headers });
  expect(status).toBe(405);
  expect(Object.keys(answered).filter((name) => name.startsWith('access-control-'))).toEqual([]);
});

test('shows bytes in a sandbox', async () => {
  const { headers } = await loopback.ask(`${loopback.host.context.session.bytes}/log`);
  expect(headers['content-security-policy']).toBe("sandbox; default-src 'none'");
  expect(headers['cache-control']).toBe('no-store');
});

describe('serves only files of the build', () => {
  test.each([
    '/../outside.txt',
    '/assets/../../outside.txt',
    '/%2e%2e/outside.txt',
    '/assets/..%2f..%2foutside.txt',
    '/assets/%2e%2e/%2e%2e/outside.txt',
    '/..\\outside.txt',
    '//etc/passwd',
    '/assets/main-0a1b2c3d.js%00.txt',
    '/assets/',
    'http://evil.example/outside.txt',
  ])('for %s', async (path) => {
    const { status, body } = await loopback.ask(path);
    expect(body).not.toContain('outside of');
    expect(body).not.toContain('root:');
    expect([200, 404]).toContain(status);
    if (status === 200) expect(body).toContain('<!doctype html>');
  });

  test('and lets hashed ones be kept for ever', async () => {
    const { headers } = await loopback.ask('/assets/main-0a1b2c3d.js');
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-length': '10',
    });
    expect(await loopback.ask('/assets/main-0a1b2c3d.js', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });
});

test('never puts the token or the capability into an answer', async () => {
  for (const [, answer] of everyKindOfAnswer) {
    const { headers, body } = await answer();
    expect(JSON.stringify(headers) + body).not.toContain(loopback.token);
    expect(JSON.stringify(headers) + body).not.toContain(loopback.host.context.session.bytes);
  }
});
