import { basename, resolve } from 'node:path';
import { z } from 'zod';
import type { Connector, ConnectorContext, Operation, Session } from '../connector.ts';
import { attachNames, modelNames } from './attached/attach-names.ts';
import { openAttachedFiles } from './attached/attached-files.ts';
import { createFilesSession } from './attached/files-session.ts';
import { openPool } from './pool.ts';
import { createSqliteSession } from './session.ts';
import { createWriter } from './write/writer.ts';

/** Paths are relative to the project's folder, or absolute. `attach`: further files, by the names their models go under. */
export const sqliteConfig = z.looseObject({
  kind: z.literal('sqlite'),
  path: z.string().min(1),
  attach: z.record(z.string(), z.string().min(1)).optional(),
});
export type SqliteConfig = z.infer<typeof sqliteConfig>;

export const sqliteConnector: Connector<SqliteConfig> = {
  kind: 'sqlite',
  config: sqliteConfig,
  address: ({ path }) => basename(path),
  open: async ({ path, attach = {} }, context, op) => {
    const { projectDirectory, readOnly } = context;
    const files = attachNames(attach);
    const file = resolve(projectDirectory, path);
    const main = await openFile(file, context, op);
    if (files.length === 0) return main;
    const paths = new Map(files.map((name) => [name, resolve(projectDirectory, attach[name] ?? '')]));
    try {
      const attached = await openAttachedFiles(file, paths, (given, opening) => openFile(given, context, opening), op);
      return createFilesSession({ main, attached, names: modelNames(files), readOnly });
    } catch (error) {
      await main[Symbol.asyncDispose]();
      throw error;
    }
  },
};

async function openFile(file: string, { environment, readOnly }: ConnectorContext, op: Operation): Promise<Session> {
  const pool = await openPool(environment, file, op, { mayRecover: !readOnly });
  return createSqliteSession(pool, file, readOnly ? null : createWriter(environment, file));
}
