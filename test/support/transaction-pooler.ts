import { createServer, type Socket } from 'node:net';
import { Client } from 'pg';
import type { PostgresConfig } from '../../shared/domain/postgres-config.ts';

/**
 * A pooler of transactions, as PgBouncer is one: the messages of a client go to any of a few sessions of the server until
 * the transaction ends, and the next one may go to another session. Logs everybody in.
 */
export interface TransactionPooler {
  readonly port: number;
  /** How many transactions each session of the server has carried. */
  readonly carried: readonly number[];
  close(): Promise<void>;
}

interface Backend {
  readonly socket: Socket;
  readonly client: Client;
  user: ((chunk: Buffer) => void) | null;
  carried: number;
}

export async function startTransactionPooler(
  config: PostgresConfig,
  password: string | null,
  sessions: number,
): Promise<TransactionPooler> {
  const backends: Backend[] = [];
  const waiting: { readonly take: (backend: Backend) => void; readonly user: Backend['user'] }[] = [];
  for (let n = 0; n < sessions; n += 1) backends.push(await openBackend(config, password));
  let next = 0;

  /** In turn, so that hardly two transactions of a client go to the same one. It is taken at once: no other may get it. */
  function borrow(user: Backend['user']): Promise<Backend> {
    for (let n = 0; n < backends.length; n += 1) {
      const backend = backends[(next + n) % backends.length];
      if (!backend || backend.user) continue;
      next = (next + n + 1) % backends.length;
      backend.user = user;
      return Promise.resolve(backend);
    }
    return new Promise((take) => waiting.push({ take, user }));
  }

  const clients = new Set<Socket>();
  const server = createServer((socket) => {
    clients.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => clients.delete(socket));
    serve(socket, borrow, (backend) => {
      const following = waiting.shift();
      backend.user = following?.user ?? null;
      backend.carried += 1;
      following?.take(backend);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The pooler has no port');
  return {
    port: address.port,
    get carried() {
      return backends.map(({ carried }) => carried);
    },
    close: async () => {
      for (const client of clients) client.destroy();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all(backends.map(({ client }) => client.end()));
    },
  };
}

/** A session of the server; once it is logged in, its socket carries what clients send. */
async function openBackend(config: PostgresConfig, password: string | null): Promise<Backend> {
  const client = new Client({
    host: config.host,
    port: Number(config.port),
    user: config.user,
    database: config.database,
    password: password ?? '',
    ssl: false,
    application_name: 'test pooler',
  });
  client.on('error', () => {});
  await client.connect();
  // The driver's own: its connection holds the socket.
  const { connection } = client as unknown as { connection: { stream: Socket } };
  const socket = connection.stream;
  socket.removeAllListeners('data');
  const backend: Backend = { socket, client, user: null, carried: 0 };
  socket.on('data', (chunk: Buffer) => backend.user?.(chunk));
  return backend;
}

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const authenticated = message('R', Buffer.alloc(4));
const ready = message('Z', Buffer.from('I'));

function serve(
  client: Socket,
  borrow: (user: Backend['user']) => Promise<Backend>,
  giveBack: (backend: Backend) => void,
): void {
  let isLoggedIn = false;
  let inbox = Buffer.alloc(0);
  let chain: Promise<void> = Promise.resolve();
  let backend: Backend | null = null;
  let outbox = Buffer.alloc(0);
  /** Answers “ready” that are still to come. */
  let expected = 0;

  function fromServer(chunk: Buffer): void {
    client.write(chunk);
    outbox = Buffer.concat([outbox, chunk]);
    while (outbox.length >= 5) {
      const length = 1 + outbox.readInt32BE(1);
      if (outbox.length < length) return;
      const isReady = outbox[0] === 0x5a;
      const state = String.fromCharCode(outbox[5] ?? 0);
      outbox = outbox.subarray(length);
      if (!isReady) continue;
      expected -= 1;
      if (state === 'I' && backend && expected === 0) {
        const free = backend;
        backend = null;
        giveBack(free);
      }
    }
  }

  async function toServer(chunk: Buffer, answers: number): Promise<void> {
    backend ??= await borrow(fromServer);
    expected += answers;
    backend.socket.write(chunk);
  }

  client.on('close', () => {
    // After what it has sent. The server skips all until the end of an extended query that failed.
    chain = chain.then(async () => {
      if (!backend) return;
      await toServer(message('S', Buffer.alloc(0)), 1);
      await toServer(message('Q', Buffer.from('ROLLBACK\0')), 1);
    });
  });
  client.on('data', (chunk: Buffer) => {
    inbox = Buffer.concat([inbox, chunk]);
    while (!isLoggedIn && inbox.length >= 8) {
      const length = inbox.readInt32BE(0);
      if (inbox.length < length) return;
      const code = inbox.readInt32BE(4);
      inbox = inbox.subarray(length);
      if (code === 80_877_103) client.write('N');
      else {
        isLoggedIn = true;
        client.write(Buffer.concat([authenticated, message('K', Buffer.alloc(8, 1)), ready]));
      }
    }
    while (isLoggedIn && inbox.length >= 5) {
      const length = 1 + inbox.readInt32BE(1);
      if (inbox.length < length) return;
      const one = Buffer.from(inbox.subarray(0, length));
      inbox = inbox.subarray(length);
      const type = String.fromCharCode(one[0] ?? 0);
      if (type === 'X') {
        client.end();
        return;
      }
      // A query by the simple protocol, or the end of one by the extended one, is answered with “ready”.
      chain = chain.then(() => toServer(one, type === 'Q' || type === 'S' ? 1 : 0));
    }
  });
}
