import { openFilesRoot } from '../files/files-part.ts';
import type { Thumbnails } from '../files/thumbnails/thumbnails.ts';
import { openRedis, type RedisAddress, type RedisConfig } from '../redis/redis-part.ts';
import { splitRedisUrl } from '../redis/redis-url.ts';
import { openStorage } from '../storage/storage-part.ts';
import type { ProjectParts } from './open-project.ts';
import type { PartContext } from './part.ts';

interface Services {
  readonly thumbnails: Thumbnails;
  /** Where a Redis of the manifest really is. */
  readonly redisAddress: (url: string) => RedisAddress;
}

/** A part of an open project that can go on as it is; `null` when it has to be opened anew. */
export type ReusePart = <Kind extends keyof ProjectParts>(kind: Kind, id: string) => PartOf<Kind> | null;
export type PartOf<Kind extends keyof ProjectParts> =
  ProjectParts[Kind] extends ReadonlyMap<string, infer One> ? One : never;

/** Opens everything the manifest names. Each part begins to connect at once, and none of them throws. */
export function openParts(context: PartContext, services: Services, reuse: ReusePart = () => null): ProjectParts {
  const { manifest } = context;
  const { thumbnails, redisAddress } = services;
  return {
    storages: new Map(
      Object.entries(manifest.storages).map(([id, config]) => [
        id,
        reuse('storages', id) ?? openStorage(id, config, context),
      ]),
    ),
    files: new Map(
      Object.entries(manifest.files).map(([id, config]) => [
        id,
        reuse('files', id) ?? openFilesRoot(id, config, context, { thumbnails }),
      ]),
    ),
    redis: new Map(
      Object.entries(manifest.redis).map(([id, config]) => [
        id,
        reuse('redis', id) ?? openRedis(id, redisConfig(id, config.url, context, redisAddress), context),
      ]),
    ),
  };
}

function redisConfig(
  id: string,
  written: string,
  context: PartContext,
  redisAddress: Services['redisAddress'],
): RedisConfig {
  // The password apart: nothing that shows or logs the address can show it.
  const { url, password } = splitRedisUrl(written);
  return {
    url: redisAddress(url),
    password: async () => (await context.password?.(`redis.${id}`)) ?? password,
  };
}
