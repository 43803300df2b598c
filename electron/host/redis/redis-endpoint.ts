import { basename, resolve } from 'node:path';
import { AppError } from '../../../shared/domain/app-error.ts';

interface Credentials {
  readonly username: string | null;
  readonly password: string | null;
  /** The database of the address; 0 when it names none. */
  readonly db: number;
}

/** Where a Redis is and how to enter. */
export type RedisEndpoint = Credentials &
  (
    | { readonly kind: 'network'; readonly host: string; readonly port: number; readonly tls: boolean }
    | { readonly kind: 'socket'; readonly path: string }
  );

const advice = 'Use redis://host:6379/0, rediss:// for TLS, or unix:/path/to/redis.sock.';
const socketForm = /^(?:redis\+unix|unix|redis-socket):(?:\/\/)?(.*)$/i;

/**
 * Reads `redis://[user[:password]@]host[:port][/db]`, `rediss://…` (TLS), and `unix:path` or `redis+unix://path`, both
 * with `?db=N`. Relative socket paths start at `directory`.
 *
 * @throws AppError `bad_request` when the text has no such form; the message never repeats it, it may hold a password.
 */
export function parseRedisEndpoint(text: string, directory: string): RedisEndpoint {
  const socket = socketForm.exec(text);
  return socket ? parseSocket(socket[1] ?? '', directory) : parseNetwork(text);
}

/** For the status bar: host and port, or the name of the socket. Never a secret. */
export function describeRedisEndpoint(endpoint: RedisEndpoint): string {
  if (endpoint.kind === 'socket') return basename(endpoint.path);
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `${host}:${endpoint.port}`;
}

function parseSocket(rest: string, directory: string): RedisEndpoint {
  const [path = '', query = ''] = rest.split('?', 2);
  // `redis+unix://user:password@/path` and `redis+unix://:password@/path` are in use too.
  const login = /^(?:([^:@/]*)(?::([^@/]*))?@)?(.*)$/s.exec(path);
  const parameters = new URLSearchParams(query);
  const socketPath = decode(login?.[3] ?? '');
  if (socketPath === '') throw new AppError('bad_request', 'The Redis address names no socket', { advice });
  return {
    kind: 'socket',
    path: resolve(directory, socketPath),
    username: decode(login?.[1] ?? '') || null,
    password: decode(login?.[2] ?? '') || parameters.get('password'),
    db: parseDb(parameters.get('db') ?? ''),
  };
}

function parseNetwork(text: string): RedisEndpoint {
  const url = URL.parse(text);
  if (!url || !['redis:', 'rediss:'].includes(url.protocol)) {
    throw new AppError('bad_request', 'The Redis address has no known form', { advice });
  }
  return {
    kind: 'network',
    host: url.hostname.replace(/^\[|\]$/g, '') || '127.0.0.1',
    port: url.port === '' ? 6379 : Number(url.port),
    tls: url.protocol === 'rediss:',
    username: decode(url.username) || null,
    password: decode(url.password) || null,
    db: parseDb(url.searchParams.get('db') ?? url.pathname.replace(/^\//, '')),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A password with a bare `%` is taken as it stands.
    return text;
  }
}

function parseDb(text: string): number {
  if (text === '') return 0;
  if (!/^\d{1,5}$/.test(text))
    throw new AppError('bad_request', 'The Redis address names no database number', { advice });
  return Number(text);
}
