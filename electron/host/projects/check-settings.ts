import { isAbsolute, normalize } from 'node:path';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { ProjectSecretChanges, ProjectSettings } from '../../../shared/domain/project-settings.ts';
import { parseRedisEndpoint } from '../redis/redis-endpoint.ts';
import { splitRedisUrl } from '../redis/redis-url.ts';
import { attachNames } from '../storage/sqlite/attached/attach-names.ts';

export interface Checked {
  readonly settings: ProjectSettings;
  readonly secrets: ProjectSecretChanges;
}

/**
 * Settings as they can be written: complete, without blanks at the ends, without a password in the Redis address.
 * @throws AppError `bad_request` with the field as `subject`
 */
export function checkSettings(given: Checked): Checked {
  const name = given.settings.name.trim();
  if (name === '') throw refusal('name', 'The project needs a name');
  const { settings, secrets } = tidySettings(given);
  const { database, filesRoot, redisUrl } = settings;
  if (database === null && filesRoot === null && redisUrl === null)
    throw refusal('database', 'The project has nothing to open', 'Give a database, a files root or a Redis address.');
  return { settings: { ...settings, name }, secrets };
}

/** The same for a test of the connection, which needs no name. */
export function tidySettings({ settings, secrets }: Checked): Checked {
  const redis = settings.redisUrl?.trim() ?? '';
  const split = splitRedisUrl(redis);
  if (redis !== '') checkRedis(split.url);
  return {
    settings: {
      ...settings,
      database: checkDatabase(settings.database),
      filesRoot: settings.filesRoot?.trim() ? absolutePath('filesRoot', settings.filesRoot, 'The files root') : null,
      redisUrl: redis === '' ? null : split.url,
    },
    secrets: split.password === null ? secrets : { ...secrets, redis: { kind: 'set', value: split.password } },
  };
}

function checkDatabase(database: ProjectSettings['database']): ProjectSettings['database'] {
  if (database === null) return null;
  if (database.kind === 'sqlite') {
    if (database.path.trim() === '') return null;
    const attached = database.attached.map(({ name, path }) => {
      const plain = name.trim();
      return { name: plain, path: absolutePath('attached', path, `The path of “${plain}”`) };
    });
    checkAttached(attached);
    return { kind: 'sqlite', path: absolutePath('path', database.path, 'The path of the file'), attached };
  }
  const trimmed = {
    ...database,
    host: database.host.trim(),
    port: database.port.replaceAll(/\s/g, ''),
    user: database.user,
    databases: [...new Set(database.databases.filter((name) => name !== ''))],
    schemas: [...new Set(database.schemas.filter((name) => name !== ''))],
    rootCertificate: optionalPath('rootCertificate', database.rootCertificate, 'The path of the root certificate'),
    certificate: optionalPath('certificate', database.certificate, 'The path of the certificate'),
    key: optionalPath('key', database.key, 'The path of the key'),
  };
  if (trimmed.host === '') throw refusal('host', 'The host is missing', 'For this computer it is localhost.');
  if (!isPort(trimmed.port)) throw refusal('port', 'The port is a number from 1 to 65535', 'Usually it is 5432.');
  if (trimmed.databases.length === 0) throw refusal('database', 'The database is missing');
  if (trimmed.user === '') throw refusal('user', 'The user is missing');
  return trimmed;
}

function checkAttached(attached: readonly { readonly name: string; readonly path: string }[]): void {
  const files = Object.fromEntries(attached.map(({ name, path }) => [name, path]));
  const names = new Set(attached.map(({ name }) => name));
  if (names.size < attached.length) throw refusal('attached', 'Two attached files have the same name');
  try {
    attachNames(files);
  } catch (error) {
    if (error instanceof AppError) throw refusal('attached', error.message, error.detail.advice);
    throw error;
  }
}

/** One for all hosts, or one for each. */
function isPort(text: string): boolean {
  return text.split(',').every((one) => /^\d{1,5}$/.test(one) && Number(one) >= 1 && Number(one) <= 65_535);
}

function checkRedis(url: string): void {
  try {
    parseRedisEndpoint(url, '/');
  } catch (error) {
    if (error instanceof AppError) throw refusal('redisUrl', error.message, error.detail.advice);
    throw error;
  }
}

function optionalPath(field: string, given: string, what: string): string {
  const path = given.trim();
  return path === '' || (path === 'system' && field === 'rootCertificate') ? path : absolutePath(field, path, what);
}

function absolutePath(field: string, given: string, what: string): string {
  // Blanks at the ends of a path are part of it, but nobody who types one means them.
  const path = given.trim();
  if (!isAbsolute(path)) throw refusal(field, `${what} is not absolute`, 'Begin with the root folder.');
  return normalize(path);
}

function refusal(subject: string, message: string, advice?: string): AppError {
  return new AppError('bad_request', message, advice === undefined ? { subject } : { subject, advice });
}
