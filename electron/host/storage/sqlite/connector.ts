import { basename, resolve } from 'node:path';
import { z } from 'zod';
import type { Connector } from '../connector.ts';
import { openPool } from './pool.ts';
import { createSqliteSession } from './session.ts';
import { createWriter } from './write/writer.ts';

/** `path` is relative to the project's folder, or absolute. */
export const sqliteConfig = z.looseObject({ kind: z.literal('sqlite'), path: z.string().min(1) });
export type SqliteConfig = z.infer<typeof sqliteConfig>;

export const sqliteConnector: Connector<SqliteConfig> = {
  kind: 'sqlite',
  config: sqliteConfig,
  address: ({ path }) => basename(path),
  open: async ({ path }, { environment, projectDirectory, readOnly }, op) => {
    const file = resolve(projectDirectory, path);
    const pool = await openPool(environment, file, op, { mayRecover: !readOnly });
    return createSqliteSession(pool, file, readOnly ? null : createWriter(environment, file));
  },
};
