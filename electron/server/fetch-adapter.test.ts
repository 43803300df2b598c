import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { rangeResponse } from '../host/bytes/range.ts';
import { sendFetchResponse, toFetchRequest } from './fetch-adapter.ts';

async function serve(handler: (request: Request) => Promise<Response>) {
  const failures: unknown[] = [];
  const server = createServer((incoming, outgoing) => {
    handler(toFetchRequest(incoming, outgoing, 'http://127.0.0.1'))
      .then((response) => sendFetchResponse(response, outgoing, incoming.method))
      .catch((error: unknown) => failures.push(error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on TCP has an address with a port.
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, failures };
}

/** A body without end that notes how much was taken from it, and whether it was given up. */
function endlessBody() {
  const seen = { pieces: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        seen.pieces += 1;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
      cancel: () => {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { seen, body };
}

test('passes method, headers and body on as they are', async () => {
  const { origin } = await serve(async (request) =>
    Response.json({
      method: request.method,
      type: request.headers.get('x-a'),
      text: await request.text(),
      url: request.url,
    }),
  );
  const answer = await fetch(`${origin}/a%2Fb?c=%20`, { method: 'PUT', body: 'größe', headers: { 'x-a': '1' } });
  expect(await answer.json()).toEqual({ method: 'PUT', type: '1', text: 'größe', url: 'http://127.0.0.1/a%2Fb?c=%20' });
});

test('sends no more than the client reads', async () => {
  const { body, seen } = endlessBody();
  const { origin } = await serve(async () => new Response(body));
  const [response] = (await once(get(origin), 'response')) as [IncomingMessage];
  response.pause();
  await delay(200);
  const before = seen.pieces;
  await delay(200);
  expect(seen.pieces).toBe(before);
  response.destroy();
});

test('aborts the request and gives up the body when the client goes away', async () => {
  const { body, seen } = endlessBody();
  let signal: AbortSignal | undefined;
  const { origin, failures } = await serve(async (request) => {
    ({ signal } = request);
    return new Response(body);
  });
  const [response] = (await once(get(origin), 'response')) as [IncomingMessage];
  response.destroy();
  while (!seen.cancelled || !signal?.aborted) await delay(5);
  expect(failures).toEqual([]);
});

test('does not abort a request that was answered in full', async () => {
  let signal: AbortSignal | undefined;
  const { origin } = await serve(async (request) => {
    ({ signal } = request);
    return new Response('done');
  });
  expect(await (await fetch(origin)).text()).toBe('done');
  await delay(20);
  expect(signal?.aborted).toBe(false);
});

test('breaks the connection when a body fails midway, so that nobody takes it for whole', async () => {
  const { origin, failures } = await serve(async () => {
    let pulls = 0;
    return new Response(
      new ReadableStream({
        pull: (controller) =>
          pulls++ < 3 ? controller.enqueue(new Uint8Array(1000)) : controller.error(new Error('disk gone')),
      }),
    );
  });
  await expect(fetch(origin).then((response) => response.bytes())).rejects.toThrow();
  expect(failures).toHaveLength(1);
});

test('serves parts of a file, and only the head when that is asked for', async () => {
  const content = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);
  const open = (start: number, end: number) => new Blob([content.subarray(start, end)]).stream();
  const { origin } = await serve((request) => rangeResponse(request, { sizeBytes: content.length, open }));
  const part = await fetch(origin, { headers: { range: 'bytes=70000-70999' } });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 70000-70999/100000']);
  expect(await part.bytes()).toEqual(content.slice(70_000, 71_000));
  const head = await fetch(origin, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '100000', '']);
});
