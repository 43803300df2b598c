import { type PostgresConfig, postgresConfigSchema } from '../../../../shared/domain/postgres-config.ts';
import type { Connector } from '../connector.ts';
import { listHosts } from './connection/host-list.ts';
import { openAccess } from './connection/open-access.ts';
import { createPostgresSession } from './session.ts';

/** PostgreSQL from version 12 on; one storage is one database. */
export const postgresConnector: Connector<PostgresConfig> = {
  kind: 'postgresql',
  config: postgresConfigSchema,
  address,
  open: async (config, { environment, projectDirectory, readOnly, password }, op) => {
    const access = await openAccess(config, { password, readOnly, projectDirectory, log: environment.log }, op);
    return createPostgresSession(access, config);
  },
};

/** `lumen on db.example.org`; the port only where it is not the usual one. */
function address({ host, port, database }: PostgresConfig): string {
  const hosts = listedOrNone({ host, port });
  const shown = hosts.map(({ host: name, port: own, label }) => (own === 5432 ? name : label)).join(', ');
  return shown === '' ? database : `${database} on ${shown}`;
}

/** An entry that can't be opened has an address all the same: opening it says what is wrong. */
function listedOrNone(place: Pick<PostgresConfig, 'host' | 'port'>): ReturnType<typeof listHosts> {
  try {
    return listHosts(place);
  } catch {
    return [];
  }
}
