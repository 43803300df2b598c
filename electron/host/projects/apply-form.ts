import { basename, extname, resolve } from 'node:path';
import type { Manifest } from '../../../shared/domain/project.ts';
import type { PostgresSettings, ProjectSettings } from '../../../shared/domain/project-settings.ts';
import { splitRedisUrl } from '../redis/redis-url.ts';
import type { RawObject } from './manifest-file.ts';
import { formOf, inFolder, type ProjectForm } from './project-form.ts';
import { slug } from './slug.ts';

/** Where a project file lies, and how it names what lies beside it. */
export interface ManifestPlace {
  readonly directory: string;
  /** Of what lies in its folder. A file in the data folder names everything absolutely. */
  readonly paths: 'relative' | 'absolute';
}

/**
 * Writes what a form says into a project file. What the form does not show stays as it is: unknown keys, other parts, the
 * models, the ids of parts, and how a path that still names the same place is written.
 */
export function applyForm(raw: RawObject, before: Manifest, settings: ProjectSettings, place: ManifestPlace): void {
  const form = formOf(before, place.directory);
  raw.version = 1;
  raw.name = settings.name;
  setUnlessDefault(raw, 'environment', settings.environment, 'development');
  setUnlessDefault(raw, 'readOnly', settings.readOnly, false);
  applyDatabase(raw, form, before, settings.database, place);
  applyFiles(raw, form, settings.filesRoot, place);
  applyRedis(raw, form, settings.redisUrl);
}

function setUnlessDefault(raw: RawObject, name: string, value: unknown, byDefault: unknown): void {
  if (value !== byDefault || Object.hasOwn(raw, name)) raw[name] = value;
}

function applyDatabase(
  raw: RawObject,
  form: ProjectForm,
  before: Manifest,
  database: ProjectSettings['database'],
  place: ManifestPlace,
): void {
  const storages = section(raw, 'storages');
  if (database?.kind === form.settings.database?.kind && database?.kind === 'sqlite') {
    const [id = ''] = form.storages;
    const entry = object(storages, id);
    setPath(entry, 'path', database.path, place);
    setAttached(entry, database.attached, place);
  } else if (database?.kind === 'postgresql') {
    applyPostgres(storages, form, before, database, place);
  } else {
    for (const id of form.storages) delete storages[id];
    if (database?.kind === 'sqlite') {
      const entry = object(storages, freeId(storages, basename(database.path, extname(database.path))));
      entry.kind = 'sqlite';
      setPath(entry, 'path', database.path, place);
      setAttached(entry, database.attached, place);
    }
  }
  tidy(raw, 'storages');
}

/** One storage for each database. Those that are still named keep their ids, and so does the only one when it is renamed. */
function applyPostgres(
  storages: RawObject,
  form: ProjectForm,
  before: Manifest,
  database: PostgresSettings,
  place: ManifestPlace,
): void {
  const isPostgres = form.settings.database?.kind === 'postgresql';
  const kept = new Map<string, string>();
  const isRenamed = isPostgres && form.storages.length === 1 && database.databases.length === 1;
  for (const id of form.storages) {
    const named = String(before.storages[id]?.database);
    const name = isRenamed ? (database.databases[0] ?? named) : named;
    if (isPostgres && database.databases.includes(name) && !kept.has(name)) kept.set(name, id);
    else delete storages[id];
  }
  for (const name of database.databases) {
    const id = kept.get(name) ?? freeId(storages, name);
    setPostgres(object(storages, id), name, database, place);
  }
}

function setPostgres(entry: RawObject, name: string, settings: PostgresSettings, place: ManifestPlace): void {
  entry.kind = 'postgresql';
  entry.host = settings.host;
  if (String(textOf(entry.port)) !== settings.port)
    entry.port = /^\d+$/.test(settings.port) ? Number(settings.port) : settings.port;
  entry.database = name;
  entry.user = settings.user;
  setUnlessDefault(entry, 'sslmode', settings.sslMode, 'prefer');
  const certificates = {
    sslrootcert: settings.rootCertificate,
    sslcert: settings.certificate,
    sslkey: settings.key,
  };
  for (const [field, path] of Object.entries(certificates)) {
    if (path === '') delete entry[field];
    else if (path === 'system') entry[field] = path;
    else setPath(entry, field, path, place);
  }
  if (settings.schemas.length > 0) entry.schemas = [...settings.schemas];
  else delete entry.schemas;
}

function setAttached(
  entry: RawObject,
  attached: readonly { readonly name: string; readonly path: string }[],
  place: ManifestPlace,
): void {
  const before = object(entry, 'attach');
  const after: RawObject = {};
  for (const { name, path } of attached) {
    if (Object.hasOwn(before, name)) after[name] = before[name];
    setPath(after, name, path, place);
  }
  if (attached.length > 0) entry.attach = after;
  else delete entry.attach;
}

function applyFiles(raw: RawObject, form: ProjectForm, root: string | null, place: ManifestPlace): void {
  const files = section(raw, 'files');
  if (root === null) {
    if (form.files !== null) delete files[form.files];
  } else {
    const entry = object(files, form.files ?? freeId(files, 'files'));
    setPath(entry, 'root', root, place);
    entry.layout ??= 'wefram';
  }
  tidy(raw, 'files');
}

function applyRedis(raw: RawObject, form: ProjectForm, url: string | null): void {
  const redis = section(raw, 'redis');
  if (url === null) {
    if (form.redis !== null) delete redis[form.redis];
  } else {
    const entry = object(redis, form.redis ?? freeId(redis, 'redis'));
    // One that is still the same keeps its spelling, and with it a password that somebody wrote into it.
    if (typeof entry.url !== 'string' || splitRedisUrl(entry.url).url !== url) entry.url = url;
  }
  tidy(raw, 'redis');
}

/** Leaves the spelling of a path that still names the same place. */
function setPath(entry: RawObject, field: string, path: string, { directory, paths }: ManifestPlace): void {
  const before = entry[field];
  if (typeof before === 'string' && resolve(directory, before) === path) return;
  entry[field] = paths === 'relative' ? inFolder(path, directory) : path;
}

/** The group of parts in the file; made when it is not there, and removed by {@link tidy} when nothing came into it. */
function section(raw: RawObject, name: string): RawObject {
  return object(raw, name);
}

function tidy(raw: RawObject, name: string): void {
  const parts = raw[name];
  if (isObject(parts) && Object.keys(parts).length === 0) delete raw[name];
}

function object(raw: RawObject, name: string): RawObject {
  const present = Object.hasOwn(raw, name) ? raw[name] : undefined;
  if (isObject(present)) return present;
  const made: RawObject = {};
  raw[name] = made;
  return made;
}

function isObject(value: unknown): value is RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A number of the file is kept as its text, see manifest-file.ts. */
function textOf(value: unknown): unknown {
  return isObject(value) && typeof value.rawJSON === 'string' ? value.rawJSON : value;
}

function freeId(parts: RawObject, name: string): string {
  const plain = slug(name);
  let id = plain;
  for (let number = 2; Object.hasOwn(parts, id); number++) id = `${plain}-${number}`;
  return id;
}
