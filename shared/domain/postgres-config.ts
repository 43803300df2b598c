import { z } from 'zod';

/** With libpq's meaning (https://www.postgresql.org/docs/18/libpq-ssl.html#LIBPQ-SSL-PROTECTION). */
export const sslModes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof sslModes)[number];

/**
 * A PostgreSQL database as it stands in `storeroom.json`: names as libpq has them, every field explicit, no password.
 * Several hosts are tried in order: `host: "a,b"` with `port: "5432,5433"` or one port for all. Relative paths of
 * certificates are relative to the folder of the file. A host that begins with `/` is the folder of a socket.
 */
export const postgresConfigSchema = z.looseObject({
  kind: z.literal('postgresql'),
  host: z.string().min(1).default('localhost'),
  port: z.union([z.number().int().min(1).max(65_535), z.string().regex(/^\d{1,5}(,\d{1,5})*$/)]).default(5432),
  database: z.string().min(1),
  user: z.string().min(1),
  sslmode: z.enum(sslModes).default('prefer'),
  sslrootcert: z.string().optional(),
  sslcert: z.string().optional(),
  sslkey: z.string().optional(),
  /** Shown schemas, in this order; without it all but the system's own. */
  schemas: z.array(z.string()).optional(),
});
export type PostgresConfig = z.infer<typeof postgresConfigSchema>;
