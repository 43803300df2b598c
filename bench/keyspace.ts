import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { Keyspace } from '../electron/host/redis/keyspace/keyspace.ts';
import { parseRedisEndpoint } from '../electron/host/redis/redis-endpoint.ts';
import { openScanConnection } from '../electron/host/redis/scan-connection.ts';
import { startRedisServer } from '../electron/host/services/redis-server.ts';
import { compare, median, timed } from './measure.ts';
import { type Benchmark, compared } from './result.ts';
import { scratchDirectory } from './scratch.ts';

const keys = 1_000_000;
const rounds = 9;
const memoryRuns = 3;

/** A tree of a million keys, against a loop that reads the names and forgets them. */
export const keyspace: Benchmark = {
  name: 'keyspace',
  run: async (note) => {
    await using scratch = await scratchDirectory();
    const server = await startRedisServer({
      directory: scratch.path,
      signal: AbortSignal.timeout(600_000),
      report: () => {},
    });
    if ('missing' in server) throw new Error(`${server.missing}. ${server.advice}`);
    const redis = new Redis({ path: server.url.replace(/^unix:/, ''), protocol: 2 });
    try {
      note(`writing ${keys.toLocaleString('en')} keys`);
      await fill(redis);
      note('complete tree ÷ bare SCAN loop');
      const trees = await compare({
        rounds,
        warmUp: 2,
        ours: async () => {
          const begun = performance.now();
          const tree = await completeTree(server.url);
          const tookMs = performance.now() - begun;
          await tree.close();
          return tookMs;
        },
        reference: () => timed(() => bareScan(redis)),
      });
      note('memory of the tree');
      const perKey: number[] = [];
      for (let run = 0; run < memoryRuns; run += 1) perKey.push(await bytesPerKey(server.url));
      const bytes = median(perKey);
      return {
        title: '1,000,000 Redis keys',
        method: `Names such as ${exampleNames.join(', ')}. Ours: connection, whole walk, names packed and sorted, root folders with exact counts read. Bare: ioredis scanBuffer with COUNT 1000 whose names are dropped. ${rounds} rounds in turns, medians. Memory: growth of the resident set of a fresh process after garbage collection, median of ${memoryRuns}.`,
        lines: [
          compared('complete tree ÷ bare scanBuffer loop', trees, 1.5),
          {
            name: 'memory for each key',
            ours: `${bytes.toFixed(1)} bytes`,
            reference: `${(nameBytes() / keys).toFixed(1)} bytes of name`,
            ratio: bytes / (nameBytes() / keys),
            goal: { text: '≤ 80 bytes', isMet: bytes <= 80 },
          },
        ],
      };
    } finally {
      redis.disconnect();
      await server.stop();
    }
  },
};

const kinds = ['session', 'user', 'cache:page', 'cart', 'album', 'order'] as const;

function nameOf(index: number): string {
  const kind = kinds[index % kinds.length] ?? 'other';
  return `${kind}:${(index * 7919) % 1000}:${index.toString(36)}:${index % 3 === 0 ? 'data' : 'meta'}`;
}

const exampleNames = [nameOf(100_002), nameOf(500_000)];

function nameBytes(): number {
  let sum = 0;
  for (let index = 0; index < keys; index += 1) sum += nameOf(index).length;
  return sum;
}

async function fill(redis: Redis): Promise<void> {
  const batch = 5000;
  for (let start = 0; start < keys; start += batch) {
    const names = Array.from({ length: batch }, (_, index) => [nameOf(start + index), '1']).flat();
    await redis.mset(names);
  }
  const size = await redis.dbsize();
  if (size !== keys) throw new Error(`Redis has ${size} keys instead of ${keys}`);
}

/** As the key tree does it: from nothing to the root's folders with exact counts. */
async function completeTree(url: string): Promise<Keyspace> {
  const tree = new Keyspace(() => openScanConnection(parseRedisEndpoint(url, '/'), 0));
  await new Promise<void>((resolve, reject) => {
    tree.onChange(() => {
      const { state, message } = tree.progress;
      if (state === 'complete') resolve();
      if (state === 'failed') reject(new Error(message));
    });
    tree.join();
  });
  const root = await tree.page(new Uint8Array(), 0, 100);
  const names = root.nodes.reduce((sum, node) => sum + node.keys, 0);
  if (names !== keys) throw new Error(`The tree has ${names} keys instead of ${keys}`);
  return tree;
}

async function bareScan(redis: Redis): Promise<void> {
  let cursor = '0';
  let found = 0;
  do {
    const [next, names] = await redis.scanBuffer(cursor, 'COUNT', 1000);
    cursor = next.toString('latin1');
    found += names.length;
  } while (cursor !== '0');
  if (found < keys) throw new Error(`The loop found ${found} keys`);
}

/** In a process of its own, so that nothing else of this one is counted. */
async function bytesPerKey(url: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), url]);
  return Number(stdout);
}

async function measureMemory(url: string): Promise<void> {
  const settle = async () => {
    for (let round = 0; round < 4; round += 1) {
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  await settle();
  const before = process.memoryUsage.rss();
  const tree = await completeTree(url);
  await settle();
  const grown = process.memoryUsage.rss() - before;
  await tree.close();
  process.stdout.write(String(grown / keys));
}

const [, script, url] = process.argv;
if (script === fileURLToPath(import.meta.url) && url !== undefined) await measureMemory(url);
