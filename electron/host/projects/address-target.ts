import { AppError } from '../../../shared/domain/app-error.ts';
import { manifestSchema } from '../../../shared/domain/project.ts';
import type { PostgresSettings } from '../../../shared/domain/project-settings.ts';
import { describeRedisEndpoint, parseRedisEndpoint } from '../redis/redis-endpoint.ts';
import { splitRedisUrl } from '../redis/redis-url.ts';
import { type ResolvePlace, resolveConnection } from '../storage/postgres/connection/resolve-connection.ts';
import type { AddressKind } from './address-text.ts';
import { projectId, type Target } from './examine-target.ts';
import { redisAddress } from './part-places.ts';
import { postgresStorage } from './postgres-storage.ts';
import { slug } from './slug.ts';

/**
 * A project of one database or one Redis, made of its address. Its path is the address without the password, with every
 * field written out: opened again, it is the same database whatever the environment says by then.
 */
export async function addressTarget(kind: AddressKind, text: string, place: ResolvePlace): Promise<Target> {
  try {
    return kind === 'postgresql' ? await postgresTarget(text, place) : redisTarget(text, place.home);
  } catch (error) {
    if (error instanceof AppError) {
      const { advice } = error.detail;
      return { kind: 'refused', message: advice ? `${error.message}. ${advice}` : error.message };
    }
    throw error;
  }
}

async function postgresTarget(text: string, place: ResolvePlace): Promise<Target> {
  const { settings, password } = await resolveConnection(text, place);
  const [database = settings.user] = settings.databases;
  if (settings.user === '') return { kind: 'refused', message: 'The address names no user' };
  const id = slug(database);
  const path = postgresPath(settings, database);
  const name = database.slice(0, 200);
  const manifest = manifestSchema.parse({
    version: 1,
    name,
    storages: { [id]: postgresStorage(settings, database) },
  });
  const target = { kind: 'project' as const, id: projectId(path, name), path, directory: place.home, manifest };
  return password === null ? target : { ...target, passwords: { [`storages.${id}`]: password } };
}

/** What differs from the defaults stands in the query; hosts that a URL can't hold (sockets, several) do too. */
function postgresPath(settings: PostgresSettings, database: string): string {
  const isPlain = /^[\w.-]+$/.test(settings.host) && /^\d+$/.test(settings.port);
  const query: readonly (readonly [string, string])[] = [
    ...(isPlain ? [] : [['host', settings.host] as const, ['port', settings.port] as const]),
    ...(settings.sslMode === 'prefer' ? [] : [['sslmode', settings.sslMode] as const]),
    ['sslrootcert', settings.rootCertificate],
    ['sslcert', settings.certificate],
    ['sslkey', settings.key],
  ];
  const written = query.filter(([, value]) => value !== '').map(([name, value]) => `${name}=${inQuery(value)}`);
  const login = `${encodeURIComponent(settings.user)}@`;
  const host = isPlain ? `${settings.host}:${settings.port}` : '';
  return `postgresql://${login}${host}/${encodeURIComponent(database)}${written.length > 0 ? `?${written.join('&')}` : ''}`;
}

/** Encoded, but for what is readable and safe in a query. */
function inQuery(value: string): string {
  return encodeURIComponent(value).replaceAll('%2F', '/').replaceAll('%2C', ',').replaceAll('%3A', ':');
}

function redisTarget(text: string, home: string): Target {
  const { url, password } = splitRedisUrl(text.trim());
  const endpoint = parseRedisEndpoint(url, home);
  const path = redisAddress(url, home);
  const name = `Redis ${describeRedisEndpoint(endpoint)}`.slice(0, 200);
  const manifest = manifestSchema.parse({ version: 1, name, redis: { redis: { url: path } } });
  const target = { kind: 'project' as const, id: projectId(path, name), path, directory: home, manifest };
  return password === null ? target : { ...target, passwords: { 'redis.redis': password } };
}
