import type { SslMode } from '../../../../shared/domain/postgres-config.ts';
import type { Environment } from '../../../../shared/domain/project.ts';
import type {
  FieldOrigin,
  ProjectSettings,
  ResolvedFieldName,
  SecretChange,
} from '../../../../shared/domain/project-settings.ts';

export type DatabaseKind = 'none' | 'postgresql' | 'sqlite';

/** A password in the form: one that is kept already, one that was typed, or one that is to be forgotten. */
export type SecretDraft =
  | { readonly kind: 'none' }
  | { readonly kind: 'kept' }
  | { readonly kind: 'typed'; readonly value: string }
  | { readonly kind: 'forgotten' };

export interface AttachedFile {
  readonly name: string;
  readonly path: string;
}

/** What stands in the form, also in the parts of it that are not shown: choosing another kind and back loses nothing. */
export interface ProjectDraft {
  readonly name: string;
  readonly environment: Environment;
  readonly readOnly: boolean;
  readonly kind: DatabaseKind;
  readonly host: string;
  readonly port: string;
  /** The first one is the field `Database`; it may be empty while it is typed. */
  readonly databases: readonly string[];
  readonly user: string;
  readonly password: SecretDraft;
  readonly sslMode: SslMode;
  readonly rootCertificate: string;
  readonly certificate: string;
  readonly key: string;
  /** Empty for all. */
  readonly schemas: readonly string[];
  readonly path: string;
  readonly attached: readonly AttachedFile[];
  readonly filesRoot: string;
  readonly redisUrl: string;
  readonly redisPassword: SecretDraft;
}

export const emptyDraft: ProjectDraft = {
  name: '',
  environment: 'development',
  readOnly: false,
  kind: 'none',
  host: '',
  port: '',
  databases: [],
  user: '',
  password: { kind: 'none' },
  sslMode: 'prefer',
  rootCertificate: '',
  certificate: '',
  key: '',
  schemas: [],
  path: '',
  attached: [],
  filesRoot: '',
  redisUrl: '',
  redisPassword: { kind: 'none' },
};

/** Where the values of fields came from that nobody typed. */
export type Origins = Partial<Record<ResolvedFieldName, FieldOrigin>>;

/** The fields of the form that something can be said about. */
export const formFields = [
  'name',
  'url',
  'host',
  'port',
  'database',
  'user',
  'password',
  'sslMode',
  'rootCertificate',
  'certificate',
  'key',
  'schemas',
  'path',
  'attached',
  'filesRoot',
  'redisUrl',
  'redisPassword',
] as const;
export type FormField = (typeof formFields)[number];
export type FieldErrors = Partial<Record<FormField, string>>;

const otherNames: Readonly<Record<string, FormField>> = {
  databases: 'database',
  dbname: 'database',
  ssl: 'sslMode',
  sslmode: 'sslMode',
  sslrootcert: 'rootCertificate',
  sslcert: 'certificate',
  sslkey: 'key',
  root: 'filesRoot',
  files: 'filesRoot',
  redis: 'redisUrl',
};

/** The field of the form that the host means, however deep in the settings it lies; `null` when there is none. */
export function formFieldOf(name: string | null | undefined): FormField | null {
  if (!name) return null;
  for (const part of name.split('.').reverse()) {
    const known = formFields.find((field) => field === part) ?? otherNames[part.toLowerCase()];
    if (known !== undefined) return known;
  }
  return null;
}

export function draftOfSettings(
  settings: ProjectSettings,
  hasPassword: { readonly database: boolean; readonly redis: boolean },
): ProjectDraft {
  const { database } = settings;
  return {
    ...emptyDraft,
    name: settings.name,
    environment: settings.environment,
    readOnly: settings.readOnly,
    kind: database?.kind ?? 'none',
    ...(database?.kind === 'postgresql' ? withoutKind(database) : {}),
    ...(database?.kind === 'sqlite' ? { path: database.path, attached: database.attached } : {}),
    filesRoot: settings.filesRoot ?? '',
    redisUrl: settings.redisUrl ?? '',
    password: { kind: hasPassword.database ? 'kept' : 'none' },
    redisPassword: { kind: hasPassword.redis ? 'kept' : 'none' },
  };
}

function withoutKind<Given extends { readonly kind: string }>({ kind: _, ...rest }: Given): Omit<Given, 'kind'> {
  return rest;
}

export function settingsOf(draft: ProjectDraft): ProjectSettings {
  return {
    name: draft.name.trim(),
    environment: draft.environment,
    readOnly: draft.readOnly,
    database: databaseOf(draft),
    filesRoot: draft.filesRoot.trim() === '' ? null : draft.filesRoot.trim(),
    redisUrl: draft.redisUrl.trim() === '' ? null : draft.redisUrl.trim(),
  };
}

function databaseOf(draft: ProjectDraft): ProjectSettings['database'] {
  switch (draft.kind) {
    case 'none':
      return null;
    case 'sqlite':
      return {
        kind: 'sqlite',
        path: draft.path.trim(),
        attached: draft.attached.filter(({ name, path }) => name.trim() !== '' || path.trim() !== ''),
      };
    case 'postgresql':
      return {
        kind: 'postgresql',
        host: draft.host.trim(),
        port: draft.port.trim(),
        // Names are taken to the letter: one may begin or end with a space.
        databases: [...new Set(draft.databases.filter((name) => name !== ''))],
        user: draft.user,
        sslMode: draft.sslMode,
        rootCertificate: draft.rootCertificate.trim(),
        certificate: draft.certificate.trim(),
        key: draft.key.trim(),
        schemas: [...draft.schemas],
      };
  }
}

export function secretsOf(draft: ProjectDraft): { database: SecretChange; redis: SecretChange } {
  return { database: secretOf(draft.password), redis: secretOf(draft.redisPassword) };
}

function secretOf(secret: SecretDraft): SecretChange {
  switch (secret.kind) {
    case 'none':
    case 'kept':
      return { kind: 'keep' };
    case 'forgotten':
      return { kind: 'clear' };
    case 'typed':
      return secret.value === '' ? { kind: 'clear' } : { kind: 'set', value: secret.value };
  }
}

/** What keeps the project from being saved, by field. Whether the parts can be reached is another question. */
export function draftErrors(draft: ProjectDraft, purpose: 'save' | 'test'): FieldErrors {
  const errors: FieldErrors = {};
  if (purpose === 'save' && draft.name.trim() === '') errors.name = 'A name is needed';
  if (draft.kind === 'postgresql') {
    if (draft.host.trim() === '') errors.host = 'A host is needed';
    if (!/^\d{1,5}(?:\s*,\s*\d{1,5})*$/.test(draft.port.trim()))
      errors.port = draft.port.trim() === '' ? 'A port is needed' : 'A port is a number';
    else if (draft.port.split(',').some((port) => Number(port) < 1 || Number(port) > 65_535))
      errors.port = 'Ports reach from 1 to 65535';
    if (!draft.databases.some((name) => name !== '')) errors.database = 'A database is needed';
    if (draft.user === '') errors.user = 'A user is needed';
  }
  if (draft.kind === 'sqlite') {
    if (draft.path.trim() === '') errors.path = 'A path is needed';
    if (draft.attached.some(({ name, path }) => (name.trim() === '') !== (path.trim() === '')))
      errors.attached = 'Every attached file needs a name and a path';
  }
  if (purpose === 'save' && draft.kind === 'none' && draft.filesRoot.trim() === '' && draft.redisUrl.trim() === '')
    errors.url = 'A project is at least one of a database, a files root and a Redis address';
  return errors;
}

/** Whether anything is there to be tried. */
export function hasParts(draft: ProjectDraft): boolean {
  return draft.kind !== 'none' || draft.filesRoot.trim() !== '' || draft.redisUrl.trim() !== '';
}

/** A name for a project whose person has given none: the database, the file, the folder, the server. */
export function suggestedName(draft: ProjectDraft): string {
  if (draft.kind === 'postgresql') return draft.databases[0] || draft.host;
  const path = draft.kind === 'sqlite' ? draft.path : draft.filesRoot;
  const file =
    path
      .trim()
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .pop() ?? '';
  if (file !== '') return file.replace(/\.(?:db3?|sqlite3?|s3db)$/i, '');
  return /^rediss?:\/\/(?:[^@/]*@)?([^/:?#]+)/i.exec(draft.redisUrl.trim())?.[1] ?? '';
}

export function isSameDraft(a: ProjectDraft, b: ProjectDraft): boolean {
  return JSON.stringify([settingsOf(a), secretsOf(a)]) === JSON.stringify([settingsOf(b), secretsOf(b)]);
}
