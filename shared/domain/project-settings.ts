import { z } from 'zod';
import { sslModes } from './postgres-config.ts';
import { environments } from './project.ts';

/** One PostgreSQL server with the databases of it that belong to the project; fields as a person fills them in. */
export const postgresSettingsSchema = z.strictObject({
  kind: z.literal('postgresql'),
  /** One host, or several separated by commas; a path is the folder of a socket. */
  host: z.string().max(2000),
  port: z.string().max(200),
  /** At least one; each is a storage of its own. */
  databases: z.array(z.string().min(1).max(200)).max(50),
  user: z.string().max(200),
  sslMode: z.enum(sslModes),
  /** Absolute paths; empty for none. */
  rootCertificate: z.string().max(4096),
  certificate: z.string().max(4096),
  key: z.string().max(4096),
  /** Empty for all. */
  schemas: z.array(z.string().max(200)).max(500),
});
export type PostgresSettings = z.infer<typeof postgresSettingsSchema>;

export const sqliteSettingsSchema = z.strictObject({
  kind: z.literal('sqlite'),
  path: z.string().max(4096),
  /** Further files, by the name they are attached under. */
  attached: z.array(z.strictObject({ name: z.string().max(200), path: z.string().max(4096) })).max(20),
});

/** A project as its form shows it. No secrets: passwords travel beside it as {@link SecretChange}. */
export const projectSettingsSchema = z.strictObject({
  name: z.string().max(200),
  environment: z.enum(environments),
  readOnly: z.boolean(),
  database: z.discriminatedUnion('kind', [postgresSettingsSchema, sqliteSettingsSchema]).nullable(),
  /** Absolute path of the files folder. */
  filesRoot: z.string().max(4096).nullable(),
  /** Without a password. */
  redisUrl: z.string().max(2000).nullable(),
});
export type ProjectSettings = z.infer<typeof projectSettingsSchema>;

/** What becomes of a password that Storeroom may hold already. */
export const secretChangeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('keep') }),
  z.strictObject({ kind: z.literal('clear') }),
  z.strictObject({ kind: z.literal('set'), value: z.string().max(10_000) }),
]);
export type SecretChange = z.infer<typeof secretChangeSchema>;

export const projectSecretsSchema = z.strictObject({ database: secretChangeSchema, redis: secretChangeSchema });
export type ProjectSecretChanges = z.infer<typeof projectSecretsSchema>;

/** Where the value of a field came from, for the person who wonders. */
export const fieldOriginSchema = z.object({
  kind: z.enum(['url', 'service', 'environment', 'passfile', 'default']),
  /** `PGHOST`, `service “lumen” in ~/.pg_service.conf`, `~/.pgpass, line 3`, `libpq’s default`. */
  text: z.string(),
});
export type FieldOrigin = z.infer<typeof fieldOriginSchema>;

/** Names of the form's fields that can be resolved. */
export const resolvedFields = [
  'host',
  'port',
  'database',
  'user',
  'password',
  'sslMode',
  'rootCertificate',
  'certificate',
  'key',
] as const;
export type ResolvedFieldName = (typeof resolvedFields)[number];

/** One recent or saved project. */
export const knownProjectSchema = z.object({
  id: z.string(),
  name: z.string(),
  environment: z.enum(environments),
  readOnly: z.boolean(),
  /** What it is made of, in a line: `PostgreSQL lumen on db.example.org`, `SQLite shop.db`, … Never a secret. */
  parts: z.array(z.object({ kind: z.enum(['storage', 'files', 'redis']), text: z.string() })),
  /** Where it was opened from; never a secret. */
  path: z.string(),
  /** Made in Storeroom, and kept in its data folder. */
  isSaved: z.boolean(),
  isDemo: z.boolean(),
  isOpen: z.boolean(),
  /** ISO time; `null` when it was saved and never opened. */
  openedAt: z.string().nullable(),
  /** Why it can't be opened now, as when its file is gone; `null` when nothing is known against it. */
  missing: z.string().nullable(),
});
export type KnownProject = z.infer<typeof knownProjectSchema>;

/** What a test found out of one part. */
export const partTestSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('worked'),
    part: z.enum(['database', 'files', 'redis']),
    /** `PostgreSQL 18.4`, `SQLite 3.54.1`, `Redis 8.0.2`, `3,204 files`. */
    version: z.string(),
    tookMs: z.number(),
    /** What else is worth knowing: `TLS 1.3`, `No encryption`, `Second host answered`, `The role may only read`. */
    notes: z.array(z.string()),
    /** Of a PostgreSQL server: what may be chosen. */
    databases: z.array(z.string()),
    schemas: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('failed'),
    part: z.enum(['database', 'files', 'redis']),
    message: z.string(),
    /** The next step, one sentence; empty when there is none. */
    advice: z.string(),
    /** The field of the form to look at first. */
    field: z.string().nullable(),
    tookMs: z.number(),
  }),
]);
export type PartTest = z.infer<typeof partTestSchema>;

/** Where passwords are kept. */
export const vaultStateSchema = z.object({
  /** `keyring`: by the operating system. `passphrase`: encrypted with a passphrase of the person. `run`: only until the end. */
  kind: z.enum(['keyring', 'passphrase', 'run']),
  /** A passphrase is set and has not been given in this run. */
  isLocked: z.boolean(),
  /** Why the operating system keeps none; `null` when it does. */
  refusal: z.string().nullable(),
});
export type VaultState = z.infer<typeof vaultStateSchema>;
