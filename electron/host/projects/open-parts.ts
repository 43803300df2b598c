import { openFilesRoot } from '../files/files-part.ts';
import type { Thumbnails } from '../files/thumbnails/thumbnails.ts';
import { openRedis, type RedisAddress } from '../redis/redis-part.ts';
import { openStorage, type StoragePart } from '../storage/storage-part.ts';
import type { ProjectParts } from './open-project.ts';
import type { PartContext } from './part.ts';

interface Services {
  readonly thumbnails: Thumbnails;
  /** Where a Redis of the manifest really is. */
  readonly redisAddress: (url: string) => RedisAddress;
}

/** Opens everything the manifest names. Each part begins to connect at once, and none of them throws. */
export function openParts(context: PartContext, services: Services): ProjectParts {
  const { manifest } = context;
  const storages: ReadonlyMap<string, StoragePart> = new Map(
    Object.entries(manifest.storages).map(([id, config]) => [id, openStorage(id, config, context)]),
  );
  const { thumbnails } = services;
  return {
    storages,
    files: new Map(
      Object.entries(manifest.files).map(([id, config]) => [id, openFilesRoot(id, config, context, { thumbnails })]),
    ),
    redis: new Map(
      Object.entries(manifest.redis).map(([id, config]) => [
        id,
        openRedis(id, { ...config, url: services.redisAddress(config.url) }, context),
      ]),
    ),
  };
}
