import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between Storeroom and a server, and does what networks and poolers do. */
export interface TcpProxy {
  readonly port: number;
  /** Connections that are open now. */
  readonly open: number;
  /** Closes all of them, as an idle timeout does. */
  closeAll(): void;
  /** Those that are open now look open, and break as soon as something is sent on them: a router forgot them. */
  forgetAll(): void;
  /** From now on what comes in is read and goes nowhere, in both directions. */
  swallow(isSwallowing: boolean): void;
  /** Called with each chunk that goes to the server; when it gives true, the chunk is the last one that does. */
  cutAfter(test: ((chunk: Buffer) => boolean) | null): void;
  close(): Promise<void>;
}

/** @param target host and port, or the path of a socket */
export async function startProxy(target: { readonly host: string; readonly port: number } | string): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const forgotten = new WeakSet<Socket>();
  let isSwallowing = false;
  let cut: ((chunk: Buffer) => boolean) | null = null;

  const server: Server = createServer((inner) => {
    const outer = typeof target === 'string' ? connect(target) : connect(target.port, target.host);
    const pair = [inner, outer] as const;
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      inner.destroy();
      outer.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end).setNoDelay(true);
    inner.on('data', (chunk: Buffer) => {
      if (isSwallowing) return;
      if (forgotten.has(inner)) {
        inner.resetAndDestroy();
        outer.destroy();
        return;
      }
      const isLast = cut?.(chunk) ?? false;
      outer.write(chunk, () => {
        // What the server answers never arrives.
        if (isLast) setTimeout(end, 50);
      });
      if (isLast) outer.removeAllListeners('data').resume();
    });
    outer.on('data', (chunk: Buffer) => {
      if (!isSwallowing) inner.write(chunk);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
  const closeAll = () => {
    for (const [inner, outer] of pairs) {
      inner.destroy();
      outer.destroy();
    }
  };
  return {
    port: address.port,
    get open() {
      return pairs.size;
    },
    closeAll,
    forgetAll: () => {
      for (const [inner] of pairs) forgotten.add(inner);
    },
    swallow: (value) => {
      isSwallowing = value;
    },
    cutAfter: (test) => {
      cut = test;
    },
    close: async () => {
      closeAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
