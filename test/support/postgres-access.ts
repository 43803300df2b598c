import { onTestFinished } from 'vitest';
import type { PgAccess } from '../../electron/host/storage/postgres/connection/access.ts';
import { openAccess } from '../../electron/host/storage/postgres/connection/open-access.ts';
import type { PostgresConfig } from '../../shared/domain/postgres-config.ts';

/** An operation nobody gives up. */
export function patiently(): { readonly signal: AbortSignal } {
  return { signal: new AbortController().signal };
}

export interface AccessOptions {
  readonly password?: string | null;
  readonly readOnly?: boolean;
}

/** Opens a database for the running test, and closes it at its end. */
export async function openForTest(config: PostgresConfig, options: AccessOptions = {}): Promise<PgAccess> {
  const { password = null, readOnly = false } = options;
  const access = await openAccess(
    config,
    { readOnly, projectDirectory: '/', password: () => Promise.resolve(password) },
    patiently(),
  );
  onTestFinished(() => access.close());
  return access;
}
