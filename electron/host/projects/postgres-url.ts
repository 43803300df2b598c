import type { PostgresConfig } from '../../../shared/domain/postgres-config.ts';

/**
 * A configuration as the address that `resolveConnection` reads back to the same fields; never with a password. All fields
 * stand in the query, where hosts, sockets and names may hold anything.
 */
export function postgresUrl(config: PostgresConfig): string {
  const fields = {
    host: config.host,
    port: String(config.port),
    dbname: config.database,
    user: config.user,
    sslmode: config.sslmode,
    sslrootcert: config.sslrootcert,
    sslcert: config.sslcert,
    sslkey: config.sslkey,
  };
  const query = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return `postgresql://?${query.join('&')}`;
}
