import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { os } from '@orpc/server';
import { RPCHandler } from '@orpc/server/websocket';
import { describe, expect, it } from 'vitest';
import { type Channel, memoryChannelPair } from '../../shared/transport/channel.ts';
import { ChannelSocket } from '../../shared/transport/channel-socket.ts';
import { ConnectionLost } from './connection-lost.ts';
import { createReconnectingTransport, pauseBefore } from './reconnecting-transport.ts';
import type { CloseReason, Connection, ConnectionState, Transport } from './transport.ts';

/** A host that can be made to go away and come back. Calls and frames are real; only the wire is in this process. */
function startHost() {
  let isUp = true;
  let refusal: CloseReason | null = null;
  let ends: Channel[] = [];
  let attempts = 0;
  const router = {
    name: os.handler(() => 'Lumen Studio'),
    never: os.handler(
      ({ signal }) => new Promise<string>((resolve) => signal?.addEventListener('abort', () => resolve(''))),
    ),
    count: os.handler(async function* ({ signal }) {
      yield 1;
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
    }),
  };
  const handler = new RPCHandler(router);

  function connect(): Connection {
    attempts += 1;
    const [own, host] = memoryChannelPair();
    const closed = new Promise<CloseReason>((resolve) => own.onClose(() => resolve(refusal ?? 'lost')));
    const peer = { send: (frame: unknown) => host.send(String(frame)), addEventListener: () => {} };
    host.onMessage((frame) => void handler.message(peer, String(frame), { context: {} }));
    host.onClose(() => handler.close(peer));
    // The link uses these members of a WebSocket only.
    const link = new RPCLink({ websocket: new ChannelSocket(own) as unknown as WebSocket });
    if (isUp && !refusal) {
      ends.push(host);
      return { link, opened: Promise.resolve(), closed, close: () => own.close() };
    }
    queueMicrotask(() => host.close());
    return { link, opened: new Promise(() => {}), closed, close: () => own.close() };
  }

  function drop(): void {
    for (const end of ends) end.close();
    ends = [];
  }

  return {
    connect,
    drop,
    attempts: () => attempts,
    goDown: () => {
      isUp = false;
      drop();
    },
    comeUp: () => {
      isUp = true;
    },
    refuse: (reason: CloseReason) => {
      refusal = reason;
      drop();
    },
  };
}

interface Calls {
  name(): Promise<string>;
  never(input?: undefined, options?: { signal?: AbortSignal }): Promise<string>;
  count(): Promise<AsyncIterable<number>>;
}

function callsOver(transport: Transport): Calls {
  // The router above has exactly these calls.
  return createORPCClient(transport.link) as unknown as Calls;
}

function untilState(transport: Transport, kind: ConnectionState['kind']): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (transport.state().kind !== kind) return;
      leave();
      resolve();
    };
    const leave = transport.subscribe(look);
    look();
  });
}

describe('the connection to the host', () => {
  it('carries calls made before it is there', async () => {
    const transport = createReconnectingTransport(startHost().connect);
    expect(await callsOver(transport).name()).toBe('Lumen Studio');
    transport.close();
  });

  it('comes back by itself, and calls wait for it', async () => {
    const host = startHost();
    const transport = createReconnectingTransport(host.connect);
    await untilState(transport, 'connected');
    host.goDown();
    await untilState(transport, 'reconnecting');
    const call = callsOver(transport).name();
    host.comeUp();
    expect(await call).toBe('Lumen Studio');
    expect(transport.state()).toEqual({ kind: 'connected' });
    transport.close();
  });

  it('comes back at once when it is asked to', async () => {
    const host = startHost();
    const transport = createReconnectingTransport(host.connect);
    await untilState(transport, 'connected');
    host.goDown();
    await untilState(transport, 'reconnecting');
    host.comeUp();
    const before = performance.now();
    transport.retryNow();
    await untilState(transport, 'connected');
    expect(performance.now() - before).toBeLessThan(pauseBefore(1));
    transport.close();
  });

  it('rejects calls under way with ConnectionLost when it ends', async () => {
    const host = startHost();
    const transport = createReconnectingTransport(host.connect);
    const calls = callsOver(transport);
    await calls.name();
    const call = calls.never();
    const watch = (async () => {
      const seen: number[] = [];
      for await (const event of await calls.count()) seen.push(event);
      return seen;
    })();
    // Both must be under way before the connection ends.
    await calls.name();
    const outcome = Promise.allSettled([call, watch]);
    host.drop();
    for (const result of await outcome) {
      expect(result.status === 'rejected' && result.reason).toBeInstanceOf(ConnectionLost);
    }
    transport.close();
  });

  it('passes an abort on as an abort', async () => {
    const transport = createReconnectingTransport(startHost().connect);
    const abort = new AbortController();
    const call = callsOver(transport).never(undefined, { signal: abort.signal });
    abort.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    transport.close();
  });

  it('lets a call that waits for it be aborted', async () => {
    const host = startHost();
    host.goDown();
    const transport = createReconnectingTransport(host.connect);
    const abort = new AbortController();
    const call = callsOver(transport).never(undefined, { signal: abort.signal });
    abort.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    transport.close();
  });

  it('is not tried again after a refusal', async () => {
    for (const reason of ['refused', 'outdated'] as const) {
      const host = startHost();
      const transport = createReconnectingTransport(host.connect);
      await untilState(transport, 'connected');
      host.refuse(reason);
      await untilState(transport, reason);
      await expect(callsOver(transport).name()).rejects.toBeInstanceOf(ConnectionLost);
      expect(host.attempts()).toBe(1);
      transport.close();
    }
  });

  it('waits longer after each attempt, at most five seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 20].map(pauseBefore)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
  });
});
