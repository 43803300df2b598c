import { resolve } from 'node:path';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { FieldOrigin, ProjectSettings, ResolvedFieldName } from '../../../shared/domain/project-settings.ts';
import { parseRedisEndpoint } from '../redis/redis-endpoint.ts';
import { splitRedisUrl } from '../redis/redis-url.ts';
import { type ResolvePlace, resolveConnection } from '../storage/postgres/connection/resolve-connection.ts';
import { addressKind, foreignScheme, knownAddresses } from './address-text.ts';
import { examineTarget, findFilesRoot } from './examine-target.ts';

/** What an address puts into a form. */
export interface DescribedAddress {
  part: 'database' | 'files' | 'redis';
  database: ProjectSettings['database'];
  filesRoot: string | null;
  redisUrl: string | null;
  password: string | null;
  origins: Partial<Record<ResolvedFieldName, FieldOrigin>>;
  notes: string[];
}

/**
 * Reads an address into the fields of the form, or nothing into what libpq would take. Connects to nothing.
 * @throws AppError `bad_request` for what is no address and no path
 */
export async function describeAddress(given: string, place: ResolvePlace): Promise<DescribedAddress> {
  const text = given.trim();
  const empty = { database: null, filesRoot: null, redisUrl: null, password: null, origins: {}, notes: [] };
  const kind = text === '' ? 'postgresql' : addressKind(text);
  if (kind === 'postgresql') {
    const { settings, password, origins, notes } = await resolveConnection(text, place);
    return { ...empty, part: 'database', database: settings, password, origins, notes };
  }
  if (kind === 'redis') {
    const { url, password } = splitRedisUrl(text);
    // Only to refuse what has no known form.
    parseRedisEndpoint(url, place.home);
    return { ...empty, part: 'redis', redisUrl: url, password };
  }
  return { ...empty, ...(await describePath(text, place.home)) };
}

async function describePath(
  text: string,
  home: string,
): Promise<Pick<DescribedAddress, 'part' | 'database' | 'filesRoot' | 'notes'>> {
  if (foreignScheme(text) !== null)
    throw new AppError('bad_request', 'Addresses of this kind are not known', { advice: `${knownAddresses}.` });
  const path = resolve(home, text.replace(/^~(?=\/|$)/, home));
  const target = await examineTarget(path);
  const sqlite = (file: string) => ({ kind: 'sqlite' as const, path: file, attached: [] });
  if (target.kind === 'refused')
    return { part: 'database', database: sqlite(path), filesRoot: null, notes: [target.message] };
  const { manifest, directory } = target;
  const [storage] = Object.values(manifest.storages);
  if (target.path !== directory && storage?.kind === 'sqlite')
    return { part: 'database', database: sqlite(target.path), filesRoot: null, notes: [] };
  const root = await findFilesRoot(directory);
  if (root !== null) return { part: 'files', database: null, filesRoot: resolve(directory, root), notes: [] };
  throw new AppError('bad_request', `${directory} has a project file of its own`, { advice: 'Open it instead.' });
}
