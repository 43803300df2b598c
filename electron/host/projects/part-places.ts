import { resolve } from 'node:path';
import { AppError } from '../../../shared/domain/app-error.ts';
import { type PostgresConfig, postgresConfigSchema } from '../../../shared/domain/postgres-config.ts';
import type { Manifest } from '../../../shared/domain/project.ts';
import { parseRedisEndpoint } from '../redis/redis-endpoint.ts';
import { redisLoginPlace, splitRedisUrl } from '../redis/redis-url.ts';
import { sqliteFiles } from './sqlite-files.ts';

/**
 * Which server and user a part logs in to. A password is kept for that, so that it never reaches another server because
 * somebody edited the project file. `null` for parts without a login. Never a secret.
 */
export function loginPlace(manifest: Manifest, part: string, directory: string): string | null {
  const [group, id = ''] = splitPart(part);
  if (group === 'storages') {
    const parsed = postgresConfigSchema.safeParse(manifest.storages[id]);
    return parsed.success ? postgresLoginPlace(parsed.data) : null;
  }
  const url = group === 'redis' ? manifest.redis[id]?.url : undefined;
  return url === undefined ? null : orNull(() => redisLoginPlace(url, directory));
}

/** Parts of the kinds that can have a login. */
export function loginParts({ storages, redis }: Pick<Manifest, 'storages' | 'redis'>): readonly string[] {
  const names = (group: string, parts: object) => Object.keys(parts).map((id) => `${group}.${id}`);
  return [...names('storages', storages), ...names('redis', redis)];
}

function splitPart(part: string): [string, string | undefined] {
  const dot = part.indexOf('.');
  return dot === -1 ? [part, undefined] : [part.slice(0, dot), part.slice(dot + 1)];
}

export function postgresLoginPlace({ host, port, user }: PostgresConfig): string {
  return `postgresql://${encodeURIComponent(user)}@${host}:${port}`;
}

/** What makes it the same database: the address without what only says how to reach it. */
export function postgresAddress(config: PostgresConfig): string {
  return `${postgresLoginPlace(config)}/${encodeURIComponent(config.database)}`;
}

/** The address of a Redis with its database number. */
export function redisAddress(url: string, directory: string): string {
  const { db } = parseRedisEndpoint(splitRedisUrl(url).url, directory);
  const place = redisLoginPlace(url, directory);
  return place.startsWith('redis+unix:') ? `${place}${db === 0 ? '' : `?db=${db}`}` : `${place}/${db}`;
}

/** Everything a manifest is about, as paths and addresses. */
export function placesOf(manifest: Manifest, directory: string): readonly string[] {
  const storages = Object.values(manifest.storages).flatMap((config) => {
    const parsed = postgresConfigSchema.safeParse(config);
    if (parsed.success) return [postgresAddress(parsed.data)];
    const { main, attached } = sqliteFiles(config, directory);
    return [...(main === null ? [] : [main]), ...attached.map(({ path }) => path)];
  });
  const files = Object.values(manifest.files).map(({ root }) => resolve(directory, root));
  const redis = Object.values(manifest.redis).flatMap(({ url }) => orNull(() => redisAddress(url, directory)) ?? []);
  return [...storages, ...files, ...redis];
}

/** An address in no known form is the part's own to complain about. */
function orNull(find: () => string): string | null {
  try {
    return find();
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
