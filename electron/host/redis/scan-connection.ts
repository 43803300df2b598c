import { AppError } from '../../../shared/domain/app-error.ts';
import { ScanReplyReader, type ScanSink } from './keyspace/scan-reply.ts';
import type { NameSink, Scanner } from './keyspace/sweep.ts';
import { asNumber } from './reading-connection.ts';
import { commandTimeoutMs, openClient } from './redis-client.ts';
import { describeRedisEndpoint, type RedisEndpoint } from './redis-endpoint.ts';
import { toRedisError } from './redis-error.ts';
import { isRefused } from './server-facts.ts';

/** Ten times below the default threshold of the server's slow log: 0.9 ms a call. */
const namesPerScan = 1000;

interface Step {
  readonly sink: NameSink;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A connection for one sweep. ioredis connects, encrypts and logs in; then the socket is taken over, because ioredis has
 * no way to give a reply without making an object of every name in it.
 *
 * @throws AppError as {@link openClient}
 */
export async function openScanConnection(endpoint: RedisEndpoint, db: number): Promise<Scanner> {
  const subject = describeRedisEndpoint(endpoint);
  const { client, ended } = await openClient(endpoint, db);
  let size: number | null = null;
  try {
    size = asNumber((await client.callBuffer('DBSIZE')) as number);
  } catch (error) {
    const known = toRedisError(error, subject);
    if (!isRefused(known)) {
      client.disconnect();
      throw known;
    }
  }

  const socket = client.stream;
  const steps: Step[] = [];
  let failure: unknown = null;
  const fail = (error: unknown) => {
    failure ??= toRedisError(error, subject);
    for (const step of steps.splice(0)) step.reject(failure);
  };
  const sink: ScanSink = {
    cursor: (next) => steps[0]?.sink.cursor(next),
    name: (bytes, view, start, end) => steps[0]?.sink.name(bytes, view, start, end),
    end: () => steps.shift()?.resolve(),
    failed: (message) =>
      steps.shift()?.reject(toRedisError(Object.assign(new Error(message), { name: 'ReplyError' }), subject)),
  };
  const reader = new ScanReplyReader(sink);
  socket.removeAllListeners('data');
  socket.on('data', (piece: Buffer) => {
    try {
      reader.read(piece);
      if (steps.length === 0) socket.setTimeout(0);
    } catch (error) {
      fail(error);
      client.disconnect();
    }
  });
  socket.on('timeout', () => {
    fail(new AppError('timeout', 'Redis did not answer in time', { subject }));
    client.disconnect();
  });
  void ended.then((error) => fail(error));

  return {
    size,
    scan: (cursor, nameSink) =>
      new Promise((resolve, reject) => {
        if (failure !== null || !socket.writable) {
          reject(failure ?? toRedisError(new Error('Connection is closed'), subject));
          return;
        }
        if (!/^\d{1,20}$/.test(cursor)) {
          reject(new Error('Redis sent no cursor where one was expected'));
          return;
        }
        steps.push({ sink: nameSink, resolve, reject });
        socket.setTimeout(commandTimeoutMs);
        socket.write(
          `*4\r\n$4\r\nSCAN\r\n$${cursor.length}\r\n${cursor}\r\n$5\r\nCOUNT\r\n$${String(namesPerScan).length}\r\n${namesPerScan}\r\n`,
        );
      }),
    close: () => client.disconnect(),
  };
}
