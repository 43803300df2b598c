import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { extname, isAbsolute, join, resolve } from 'node:path';
import { AppError } from '../../../shared/domain/app-error.ts';
import { type Manifest, manifestSchema } from '../../../shared/domain/project.ts';
import type { RememberedProject } from '../local-state/project-store.ts';
import { splitRedisUrl } from '../redis/redis-url.ts';
import type { ManifestPlace } from './apply-form.ts';
import { manifestName, type Target } from './examine-target.ts';
import type { KnownProjects } from './known-projects.ts';
import { parseRaw, type RawObject, readManifestText, writeRaw } from './manifest-file.ts';
import { certificatePath } from './project-form.ts';
import { sqliteFiles } from './sqlite-files.ts';

export type ProjectTarget = Extract<Target, { kind: 'project' }>;

/** A project with the file its settings stand in, or will stand in. */
export interface ProjectFile {
  readonly target: ProjectTarget;
  readonly file: string;
  /** What the file holds now; `null` when there is none yet. */
  readonly text: string | null;
  readonly place: ManifestPlace;
}

/** @throws AppError `bad_request` with the reason */
export function accepted(target: Target): ProjectTarget {
  if (target.kind === 'refused') throw new AppError('bad_request', target.message);
  return target;
}

/** Finds where the settings of a project are written: its own file, or one in the data folder. @throws AppError `bad_request` */
export async function findProjectFile(row: RememberedProject, known: KnownProjects): Promise<ProjectFile> {
  const target = accepted(await known.targetOf(row));
  if (row.savedIn !== null) {
    const file = join(row.savedIn, manifestName);
    return { target, file, text: await readManifestText(file), place: { directory: row.savedIn, paths: 'absolute' } };
  }
  const own = ownFile(target);
  const text = own === null ? null : await readManifestText(own);
  if (own !== null && text !== null)
    return { target, file: own, text, place: { directory: target.directory, paths: 'relative' } };
  const folder = known.placeFor(row.id);
  return { target, file: join(folder, manifestName), text: null, place: { directory: folder, paths: 'absolute' } };
}

/** A project file under another name is the project's path; under its usual one it stands for its folder. */
function ownFile({ path, directory }: ProjectTarget): string | null {
  if (path === directory) return join(directory, manifestName);
  return isAbsolute(path) && extname(path).toLowerCase() === '.json' ? path : null;
}

/** The manifest of a project without a file of its own, as the content of one: the same parts, every path absolute. */
export function standalone({ manifest, directory }: Pick<ProjectTarget, 'manifest' | 'directory'>): RawObject {
  // A manifest came from JSON or was made of plain values.
  const raw = JSON.parse(JSON.stringify(manifest)) as RawObject & Pick<Manifest, 'storages' | 'files' | 'redis'>;
  for (const [name, value] of Object.entries({ environment: 'development', readOnly: false }))
    if (raw[name] === value) delete raw[name];
  for (const storage of Object.values(raw.storages)) {
    if (storage.path) storage.path = resolve(directory, storage.path);
    for (const field of ['sslrootcert', 'sslcert', 'sslkey']) {
      const path = storage[field];
      if (typeof path === 'string' && path !== '') storage[field] = certificatePath(path, directory);
    }
    const { attached } = sqliteFiles(storage, directory);
    if (attached.length > 0) storage.attach = Object.fromEntries(attached.map(({ name, path }) => [name, path]));
  }
  for (const files of Object.values(raw.files)) files.root = resolve(directory, files.root);
  for (const redis of Object.values(raw.redis)) redis.url = splitRedisUrl(redis.url).url;
  for (const group of ['storages', 'files', 'redis', 'models'])
    if (Object.keys(raw[group] as object).length === 0) delete raw[group];
  return raw;
}

/** The project that a file with this content is. @throws AppError `bad_request` when it would be none */
export function describedBy(raw: RawObject, id: string, path: string, directory: string): ProjectTarget {
  const parsed = manifestSchema.safeParse(JSON.parse(JSON.stringify(raw)));
  if (parsed.success) return { kind: 'project', id, path, directory, manifest: parsed.data };
  const [issue] = parsed.error.issues;
  throw new AppError('bad_request', `These settings make no project: ${issue?.message ?? 'wrong shape'}`, {
    subject: issue?.path.map(String).join('.') ?? '',
  });
}

export function digest(text: string | null): string {
  return createHash('sha256')
    .update(text ?? '')
    .digest('hex');
}

const keptVersions = 10;

/** Keeps what a project file said before it is written over; without passwords, for the copy lies in our folder. */
export async function keepVersion(folder: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const raw = parseRaw(text, folder);
  const { redis } = raw;
  if (typeof redis === 'object' && redis !== null) {
    for (const entry of Object.values(redis)) if (isRedis(entry)) entry.url = splitRedisUrl(entry.url).url;
  }
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  await writeFile(join(folder, `${time}.json`), writeRaw(raw, text), { mode: 0o600 });
  const versions = (await readdir(folder)).sort();
  for (const name of versions.slice(0, -keptVersions)) await rm(join(folder, name), { force: true });
}

function isRedis(entry: unknown): entry is { url: string } {
  return typeof entry === 'object' && entry !== null && 'url' in entry && typeof entry.url === 'string';
}
