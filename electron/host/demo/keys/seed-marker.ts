import { seedVersion } from '../seed-version.ts';
import { connectForSeeding } from './connect.ts';

/** Written last, so a Redis that has it has all the keys; it is one of the demo's own keys. */
export const seedMarkerKey = 'studio:seed';

/** Whether the keys of this seed version were written to that Redis before. */
export async function demoKeysSeeded(redisUrl: string): Promise<boolean> {
  const redis = await connectForSeeding(redisUrl);
  try {
    return (await redis.get(seedMarkerKey)) === String(seedVersion);
  } finally {
    redis.disconnect();
  }
}
