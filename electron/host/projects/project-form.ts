import { isAbsolute, relative, resolve, sep } from 'node:path';
import { type PostgresConfig, postgresConfigSchema } from '../../../shared/domain/postgres-config.ts';
import type { Manifest } from '../../../shared/domain/project.ts';
import type { PostgresSettings, ProjectSettings } from '../../../shared/domain/project-settings.ts';
import { splitRedisUrl } from '../redis/redis-url.ts';
import { sqliteFiles } from './sqlite-files.ts';

/** What a form shows of a manifest, and which of its parts those are. */
export interface ProjectForm {
  readonly settings: ProjectSettings;
  /** Ids of the storages behind the fields of the database; several of them are several databases of one server. */
  readonly storages: readonly string[];
  readonly files: string | null;
  readonly redis: string | null;
  /** Parts beyond what the form shows: `storages.archive`. */
  readonly others: readonly string[];
}

/**
 * The form of a manifest: its first database with all others of the same server and login, its first files root and its
 * first Redis. Paths are absolute.
 */
export function formOf(manifest: Manifest, directory: string): ProjectForm {
  const database = databaseOf(manifest, directory);
  const [files] = Object.entries(manifest.files);
  const [redis] = Object.entries(manifest.redis);
  const shown = new Set([
    ...database.storages.map((id) => `storages.${id}`),
    ...(files ? [`files.${files[0]}`] : []),
    ...(redis ? [`redis.${redis[0]}`] : []),
  ]);
  const all = (['storages', 'files', 'redis'] as const).flatMap((group) =>
    Object.keys(manifest[group]).map((id) => `${group}.${id}`),
  );
  return {
    settings: {
      name: manifest.name,
      environment: manifest.environment,
      readOnly: manifest.readOnly,
      database: database.settings,
      filesRoot: files ? resolve(directory, files[1].root) : null,
      redisUrl: redis ? splitRedisUrl(redis[1].url).url : null,
    },
    storages: database.storages,
    files: files?.[0] ?? null,
    redis: redis?.[0] ?? null,
    others: all.filter((part) => !shown.has(part)),
  };
}

interface DatabaseForm {
  readonly settings: ProjectSettings['database'];
  readonly storages: readonly string[];
}

function databaseOf(manifest: Manifest, directory: string): DatabaseForm {
  for (const [id, config] of Object.entries(manifest.storages)) {
    if (config.kind === 'sqlite' && config.path !== undefined) {
      const attached = sqliteFiles(config, directory).attached.map(({ name, path }) => ({ name, path }));
      return { settings: { kind: 'sqlite', path: resolve(directory, config.path), attached }, storages: [id] };
    }
    const first = postgresConfigSchema.safeParse(config);
    if (!first.success) continue;
    const databases = new Set<string>();
    const same = Object.entries(manifest.storages).flatMap(([other, candidate]) => {
      const { data } = postgresConfigSchema.safeParse(candidate);
      if (!data || serverOf(data, directory) !== serverOf(first.data, directory)) return [];
      // A database named twice is one field; the second storage is beyond what the form shows.
      if (databases.has(data.database)) return [];
      databases.add(data.database);
      return [{ id: other, database: data.database }];
    });
    return {
      settings: postgresSettings(
        first.data,
        same.map(({ database }) => database),
        directory,
      ),
      storages: same.map(({ id: storage }) => storage),
    };
  }
  return { settings: null, storages: [] };
}

/** The fields of a connection as a form shows them. */
export function postgresSettings(
  config: PostgresConfig,
  databases: readonly string[],
  directory: string,
): PostgresSettings {
  const path = (given: string | undefined) => (given ? certificatePath(given, directory) : '');
  return {
    kind: 'postgresql',
    host: config.host,
    port: String(config.port),
    databases: [...databases],
    user: config.user,
    sslMode: config.sslmode,
    rootCertificate: path(config.sslrootcert),
    certificate: path(config.sslcert),
    key: path(config.sslkey),
    schemas: [...(config.schemas ?? [])],
  };
}

/** `system` stands for the certificates that the operating system trusts, as libpq has it. */
export function certificatePath(given: string, directory: string): string {
  return given === 'system' ? given : resolve(directory, given);
}

/** Everything but the database: two configurations with the same text are the same server and login. */
function serverOf(config: PostgresConfig, directory: string): string {
  return JSON.stringify(postgresSettings(config, [], directory));
}

/** `path` inside the folder without it, with `/`; one that lies outside stays absolute. */
export function inFolder(path: string, directory: string): string {
  const inside = relative(directory, path);
  if (inside === '') return '.';
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside.split(sep).join('/');
}
