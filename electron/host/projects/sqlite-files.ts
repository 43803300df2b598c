import { resolve } from 'node:path';
import { z } from 'zod';

const attachSchema = z.record(z.string(), z.string());

/** The files that an SQLite storage of a manifest names, absolute. */
export function sqliteFiles(
  config: { readonly path?: string | undefined; readonly attach?: unknown },
  directory: string,
): { readonly main: string | null; readonly attached: readonly { readonly name: string; readonly path: string }[] } {
  const attach = attachSchema.safeParse(config.attach ?? {});
  return {
    main: config.path === undefined ? null : resolve(directory, config.path),
    // What is not in this form is the connector's to refuse.
    attached: Object.entries(attach.data ?? {}).map(([name, path]) => ({ name, path: resolve(directory, path) })),
  };
}
