import type { Redis } from 'ioredis';
import type { TaskControl } from '../demo-task.ts';
import { rowCounts } from '../rows/world.ts';
import { seedVersion } from '../seed-version.ts';
import { connectForSeeding } from './connect.ts';
import { type PlannedKey, stringKey } from './key-plan.ts';
import { cartKeys, profileKeys, rateKeys, searchKeys, sessionKeys, settingKeys } from './people-keys.ts';
import { seedMarkerKey } from './seed-marker.ts';
import {
  albumKeys,
  binaryKeys,
  jobKeys,
  metricKeys,
  oddKeys,
  orderKeys,
  pageKeys,
  queueKeys,
  rankKeys,
  streamKeys,
  tagKeys,
} from './studio-keys.ts';

/** How many keys there are at full scale. */
export const keyTotal = 20_000;

/** All keys of the demo, in the order in which they are written; exactly `keyTotal * scale` of them. */
export function* plannedKeys(scale: number): Generator<PlannedKey> {
  const counts = rowCounts(scale);
  const total = Math.round(keyTotal * scale);
  const some = (count: number) => Math.max(1, Math.round(count * scale));
  let made = 0;
  const parts = [
    () => settingKeys(),
    () => oddKeys(scale),
    () => queueKeys(scale),
    () => rankKeys(counts, scale),
    () => streamKeys(counts, scale),
    () => tagKeys(counts),
    () => sessionKeys(some(1620)),
    () => profileKeys(some(4200)),
    () => cartKeys(some(640)),
    () => searchKeys(some(240)),
    () => rateKeys(some(300)),
    () => albumKeys(counts, some(1204)),
    () => orderKeys(counts, some(700)),
    () => metricKeys(some(1400)),
    () => binaryKeys(some(240)),
    () => jobKeys(some(520)),
  ];
  for (const part of parts) {
    for (const key of part()) {
      made += 1;
      yield key;
    }
  }
  // Cached pages fill what is left; the last key says that all the others are there.
  yield* pageKeys(counts, total - made - 1);
  yield stringKey(seedMarkerKey, String(seedVersion));
}

const perPipeline = 500;

/** Writes all keys to the Redis at `url`, replacing those of the same names. */
export async function buildKeys(url: string, scale: number, control: TaskControl): Promise<void> {
  const total = Math.round(keyTotal * scale);
  const redis = await connectForSeeding(url);
  try {
    let batch: PlannedKey[] = [];
    let done = 0;
    const flush = async () => {
      control.checkCancelled();
      await write(redis, batch);
      done += batch.length;
      batch = [];
      control.report({ step: 'Writing keys', done, total });
    };
    for (const key of plannedKeys(scale)) {
      batch.push(key);
      if (batch.length === perPipeline) await flush();
    }
    if (batch.length > 0) await flush();
  } finally {
    redis.disconnect();
  }
}

async function write(redis: Redis, keys: readonly PlannedKey[]): Promise<void> {
  const pipeline = redis.pipeline();
  for (const key of keys) {
    // A seed that was interrupted starts again: collections would keep what the first attempt put in.
    if (key.type !== 'string') pipeline.call('DEL', key.name);
    for (const [verb = '', ...parts] of key.commands) {
      // The key stands after the verb, in `XGROUP CREATE` after the second word.
      if (verb === 'XGROUP') pipeline.call(verb, parts[0] ?? '', key.name, ...parts.slice(1));
      else pipeline.call(String(verb), key.name, ...parts);
    }
    if (key.ttlMs !== null) pipeline.call('PEXPIRE', key.name, String(key.ttlMs));
  }
  const replies = await pipeline.exec();
  for (const [error] of replies ?? []) if (error !== null) throw error;
}
