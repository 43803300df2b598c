import { AppError } from '../../../../../shared/domain/app-error.ts';

/** Parameters by libpq's names, as they stand in a URL or a connection string. */
export type ConnectionParameters = ReadonlyMap<string, string>;

const scheme = /^(?:jdbc:)?postgres(?:ql)?(?:\+[a-z0-9_]+)?:\/\//i;

export function isConnectionUrl(text: string): boolean {
  return scheme.test(text.trim());
}

/**
 * Reads a URL (https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-CONNSTRING-URIS) or `key=value` pairs; a word
 * alone is the name of a database. What is empty counts as not given.
 *
 * @throws AppError `bad_request`; the text, which may hold a password, is in no message
 */
export function readConnectionText(text: string): ConnectionParameters {
  const trimmed = text.trim();
  if (isConnectionUrl(trimmed)) return readUrl(trimmed.replace(scheme, ''));
  if (trimmed === '') return new Map();
  return trimmed.includes('=') ? readPairs(trimmed) : new Map([['dbname', trimmed]]);
}

function refuse(message: string, advice: string): AppError {
  return new AppError('bad_request', message, { subject: 'url', advice });
}

function readUrl(rest: string): ConnectionParameters {
  const found = new Map<string, string>();
  const set = (name: string, value: string) => {
    if (value !== '') found.set(name, value);
  };
  const at = endOfPerson(rest);
  if (at !== -1) {
    const person = rest.slice(0, at);
    const colon = person.indexOf(':');
    set('user', decode(colon === -1 ? person : person.slice(0, colon)));
    if (colon !== -1) set('password', decode(person.slice(colon + 1)));
  }
  const [, hostPart = '', path = '', query = ''] =
    /^([^/?]*)(?:\/([^?]*))?(?:\?([\s\S]*))?$/.exec(rest.slice(at + 1)) ?? [];
  const hosts = readHosts(hostPart);
  if (hosts.some(({ host }) => host !== '')) set('host', hosts.map(({ host }) => host).join(','));
  if (hosts.some(({ port }) => port !== '')) set('port', hosts.map(({ port }) => port).join(','));
  set('dbname', decode(path));
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    if (equals === -1) throw refuse(`“${decode(pair)}” in the URL has no value`, 'Write it as name=value.');
    const name = decode(pair.slice(0, equals));
    const value = decode(pair.slice(equals + 1));
    // As the Java driver writes it.
    if (name === 'ssl' && value === 'true') set('sslmode', 'require');
    else set(name, value);
  }
  return found;
}

/**
 * Where user and password end; -1 when there are none. libpq takes the first “at” before a slash; no host holds one, so
 * that the last one before a question mark serves passwords that were not encoded as well.
 */
function endOfPerson(rest: string): number {
  const [head = ''] = rest.split('/', 1);
  const [beforeQuery = ''] = head.split('?', 1);
  const at = beforeQuery.lastIndexOf('@');
  if (at !== -1) return at;
  const later = head.indexOf('@');
  // A question mark in a password; in a query an equals sign comes first.
  return head.slice(beforeQuery.length, later).includes('=') ? -1 : later;
}

function readHosts(text: string): { readonly host: string; readonly port: string }[] {
  if (text === '') return [];
  return text.split(',').map((one) => {
    const bracket = one.startsWith('[') ? one.indexOf(']') : -1;
    if (one.startsWith('[') && bracket === -1) throw refuse('An address in the URL has no “]”', 'Write IPv6 as [::1].');
    const colon = one.indexOf(':', bracket + 1);
    const host = bracket === -1 ? one.slice(0, colon === -1 ? undefined : colon) : one.slice(1, bracket);
    return { host: decode(host), port: colon === -1 ? '' : decode(one.slice(colon + 1)) };
  });
}

function decode(text: string): string {
  if (/%(?![0-9a-f]{2})/i.test(text)) {
    throw refuse('A “%” in the URL is not followed by two hexadecimal digits', 'Write a percent sign as %25.');
  }
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch (cause) {
    throw new AppError('bad_request', 'The URL holds percent codes that are no UTF-8', { subject: 'url' }, { cause });
  }
  if (decoded.includes('\0')) throw refuse('The URL holds %00', 'Remove it.');
  return decoded;
}

/** `key = value` pairs; values in single quotes may hold blanks, and a backslash takes the next character as it is. */
function readPairs(text: string): ConnectionParameters {
  const found = new Map<string, string>();
  const pair = /\s*([^\s=]+)\s*=\s*(?:'((?:[^'\\]|\\[\s\S])*)'|((?:[^\s'\\]|\\[\s\S])(?:[^\s\\]|\\[\s\S])*)?)(?=\s|$)/y;
  while (pair.lastIndex < text.length) {
    const match = pair.exec(text);
    if (!match)
      throw refuse('The connection string is not made of name=value pairs', "Quote values with blanks: password='…'.");
    const [, name = '', quoted, bare = ''] = match;
    const value = (quoted ?? bare).replace(/\\([\s\S])/g, '$1');
    if (value === '') found.delete(name);
    else found.set(name, value);
    while (/\s/.test(text.charAt(pair.lastIndex))) pair.lastIndex += 1;
  }
  return found;
}
