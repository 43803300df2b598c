/** Keywords of libpq's connection strings that people begin with (https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-PARAMKEYWORDS). */
const keywords =
  /^\s*(?:service|host|hostaddr|port|dbname|user|password|passfile|sslmode|sslrootcert|sslcert|sslkey|application_name|connect_timeout|options|target_session_attrs)\s*=/i;
const postgresUrl = /^\s*postgres(?:ql)?:\/\//i;
const redisUrl = /^\s*(?:rediss?:\/\/|redis\+unix:|redis-socket:|unix:)/i;

export type AddressKind = 'postgresql' | 'redis';

/** What a text is the address of; `null` for what can only be a path. */
export function addressKind(text: string): AddressKind | null {
  if (postgresUrl.test(text) || keywords.test(text)) return 'postgresql';
  return redisUrl.test(text) ? 'redis' : null;
}

export function isAddress(text: string): boolean {
  return addressKind(text) !== null;
}

/**
 * The scheme of an address of a kind that nobody here knows (`mysql://…`); `null` for anything else. It may hold a password,
 * so that it must not be taken for a path and repeated as one.
 */
export function foreignScheme(text: string): string | null {
  const scheme = /^\s*([a-z][a-z0-9+.-]+):\/\//i.exec(text)?.[1]?.toLowerCase() ?? null;
  return scheme === 'file' || isAddress(text) ? null : scheme;
}

/** Said of such an address. */
export const knownAddresses =
  'Known are postgres://, redis:// and rediss://, connection strings such as host=… dbname=…, and paths';
