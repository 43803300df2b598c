import { parseRedisEndpoint } from './redis-endpoint.ts';

/** An address in two pieces, so that the one without the password can be written down and shown. */
export interface SplitRedisUrl {
  /** Without a password; a user name stays. */
  readonly url: string;
  readonly password: string | null;
}

const networkForm = /^(rediss?:\/\/)(.*)@([^@]*)$/is;
const socketForm = /^((?:redis\+unix|unix|redis-socket):(?:\/\/)?)(?:([^:@/?]*)(?::([^@/?]*))?@)?([^?]*)(?:\?(.*))?$/is;

/**
 * Takes the password out of an address. What stands before the last `@` is the login, so that passwords with `@`, `/` or `:`
 * that nobody encoded are found whole.
 */
export function splitRedisUrl(text: string): SplitRedisUrl {
  const socket = socketForm.exec(text);
  if (socket) {
    const [, scheme = '', user = '', password = '', path = '', query = ''] = socket;
    const parameters = new URLSearchParams(query);
    const inQuery = parameters.get('password');
    if (password === '' && inQuery === null) return { url: text, password: null };
    parameters.delete('password');
    const rest = parameters.size === 0 ? '' : `?${parameters}`;
    const login = user === '' ? '' : `${user}@`;
    return { url: `${scheme}${login}${path}${rest}`, password: decode(password) || inQuery || null };
  }
  const network = networkForm.exec(text);
  if (!network) return { url: text, password: null };
  const [, scheme = '', login = '', rest = ''] = network;
  const colon = login.indexOf(':');
  if (colon === -1) return { url: text, password: null };
  const user = login.slice(0, colon);
  return {
    url: `${scheme}${user === '' ? '' : `${user}@`}${rest}`,
    password: decode(login.slice(colon + 1)) || null,
  };
}

/** Which server and user an address is about, for whoever keeps a password for it. Never a secret. */
export function redisLoginPlace(url: string, directory: string): string {
  const endpoint = parseRedisEndpoint(splitRedisUrl(url).url, directory);
  const user = endpoint.username === null ? '' : `${encodeURIComponent(endpoint.username)}@`;
  if (endpoint.kind === 'socket') return `redis+unix://${user}${endpoint.path}`;
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `${endpoint.tls ? 'rediss' : 'redis'}://${user}${host}:${endpoint.port}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A bare `%` is taken as it stands.
    return text;
  }
}
