import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { type Manifest, manifestSchema } from '../../../shared/domain/project.ts';
import { slug } from './slug.ts';

/** What a path turned out to be. `refused` is for what can never work; its message is one line. */
export type Target =
  | {
      readonly kind: 'project';
      readonly id: string;
      /** Canonical path of what was opened. */
      readonly path: string;
      readonly directory: string;
      readonly manifest: Manifest;
      /** Passwords that came with an address, by part (`storages.<id>`). They are kept in memory only. */
      readonly passwords?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'refused'; readonly message: string };

export const manifestName = 'storeroom.json';

function refused(message: string): Target {
  return { kind: 'refused', message };
}

/**
 * Looks at a path before it is opened: a folder, a `storeroom.json` or an SQLite file.
 *
 * @param openDatabases SQLite files that this process has open. They are never opened here: closing a file drops the
 *   locks that this process holds on it. The others are not opened with SQLite either, which would leave the side files
 *   of its journal in a folder that was only looked at.
 */
export async function examineTarget(given: string, openDatabases: readonly string[] = []): Promise<Target> {
  let path: string;
  try {
    path = await realpath(given);
    const found = await stat(path);
    if (found.isDirectory()) return await examineFolder(path);
    if (!found.isFile()) return refused(`Neither a file nor a folder: ${given}`);
    if (extname(path).toLowerCase() === '.json') return await examineManifest(path);
    return await examineDatabase(path, found, openDatabases);
  } catch (error) {
    return refused(systemMessage(error, given));
  }
}

function systemMessage(error: unknown, path: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `No such file or folder: ${path}`;
    case 'EACCES':
    case 'EPERM':
      return `No permission to read ${path}`;
    case 'ELOOP':
      return `Too many symbolic links: ${path}`;
    default:
      throw error;
  }
}

async function examineFolder(directory: string): Promise<Target> {
  const names = await readdir(directory);
  if (names.includes(manifestName)) return examineManifest(join(directory, manifestName));
  if (names.includes('apps.json')) {
    return refused(`${directory} is a Wefram project; it needs a ${manifestName} that names its files and Redis`);
  }
  const root = await findFilesRoot(directory);
  if (root === null) return refused(`${directory} holds no ${manifestName} and no files folder that is known`);
  return project(directory, directory, {
    version: 1,
    name: basename(directory),
    files: { files: { root, layout: 'wefram' } },
  });
}

async function examineManifest(path: string): Promise<Target> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return refused(`${path} is not JSON: ${error.message}`);
    throw error;
  }
  const parsed = manifestSchema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.map(String).join('.');
    return refused(`${path} is not a project file: ${place ? `${place}: ` : ''}${issue?.message ?? 'wrong shape'}`);
  }
  const directory = dirname(path);
  // A project file under its usual name stands for its folder: both open the same project.
  return project(basename(path) === manifestName ? directory : path, directory, parsed.data);
}

const databaseExtensions = new Set(['.db', '.sqlite', '.sqlite3', '.db3']);

async function examineDatabase(path: string, found: Stats, openDatabases: readonly string[]): Promise<Target> {
  // An empty file is an empty database, but any empty file is one: the name decides.
  if (found.size === 0 && !databaseExtensions.has(extname(path).toLowerCase())) return refused(`${path} is empty`);
  if (found.size > 0 && !(await isOneOf(found, openDatabases)) && !(await hasDatabaseHeader(path))) {
    return refused(`${path} is neither a ${manifestName} nor an SQLite file`);
  }
  return project(path, dirname(path), {
    version: 1,
    name: basename(path, extname(path)),
    storages: { [slug(basename(path, extname(path)))]: { kind: 'sqlite', path: basename(path) } },
  });
}

/** Whether it is the same file as one of these, under whatever name; nothing is opened to find out. */
async function isOneOf(found: Stats, paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    const other = await stat(path).catch(() => null);
    if (other?.ino === found.ino && other.dev === found.dev) return true;
  }
  return false;
}

/** The first 16 bytes of every SQLite 3 file (https://sqlite.org/fileformat2.html#magic_header_string). */
const databaseHeader = Buffer.from('SQLite format 3\0', 'latin1');

async function hasDatabaseHeader(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(databaseHeader.length), 0, databaseHeader.length, 0);
    return bytesRead === databaseHeader.length && buffer.equals(databaseHeader);
  } finally {
    await handle.close();
  }
}

function project(path: string, directory: string, manifest: unknown): Target {
  const parsed = manifestSchema.parse(manifest);
  return { kind: 'project', id: projectId(path, parsed.name), path, directory, manifest: parsed };
}

/** The same path gives the same id on every start; the name in front is for people who read addresses. */
export function projectId(path: string, name: string): string {
  return `${slug(name)}-${createHash('sha256').update(path).digest('hex').slice(0, 8)}`;
}

/** Places a Wefram project keeps its files, nearest first; `.` is the files folder itself. */
const likelyRoots = ['.', '.storage/files', 'files', '.var/files', 'volumes/files'];

/** The folder of stored files inside this one, relative to it; `null` when there is none. */
export async function findFilesRoot(directory: string): Promise<string | null> {
  for (const root of likelyRoots) if (await holdsStoredFiles(join(directory, root))) return root;
  return null;
}

const pair = /^[0-9a-f]{2}$/;
const rest = /^[0-9a-f]{28}$/;

/** `<entity>/<2 hex>/<2 hex>/<28 hex>/`: nothing else looks like it. Follows the first few branches only. */
async function holdsStoredFiles(root: string): Promise<boolean> {
  for (const entity of await folders(root, /^[^.]/)) {
    for (const first of await folders(join(root, entity), pair)) {
      for (const second of await folders(join(root, entity, first), pair)) {
        if ((await folders(join(root, entity, first, second), rest)).length > 0) return true;
      }
    }
  }
  return false;
}

const lookedAt = 50;

async function folders(path: string, name: RegExp): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES' || code === 'EPERM') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory() && name.test(entry.name))
    .map((entry) => entry.name)
    .slice(0, lookedAt);
}
