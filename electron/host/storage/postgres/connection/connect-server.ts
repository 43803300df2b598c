import type { Socket } from 'node:net';
import { Client } from 'pg';
import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { PostgresConfig } from '../../../../../shared/domain/postgres-config.ts';
import { loginError, timedOut } from './connection-error.ts';
import { type HostAddress, listHosts } from './host-list.ts';
import { openSocket } from './open-socket.ts';
import { readPgError } from './pg-error.ts';
import { readTlsPlan, type TlsPlan } from './tls-plan.ts';

/** Everything it takes to connect, checked and read once. */
export interface Target {
  readonly config: PostgresConfig;
  readonly hosts: readonly HostAddress[];
  readonly tls: TlsPlan;
  /** Empty when none is known. */
  readonly password: string;
}

/** How a connection came about; a second one, to cancel, must go the same way. */
export interface Route {
  readonly address: HostAddress;
  readonly tls: TlsPlan;
  readonly encryption: string | null;
  /** Hosts that were tried before this one, and why they were left. */
  readonly passedOver: readonly string[];
}

export interface LoggedIn {
  readonly client: DirectClient;
  readonly socket: Socket;
  readonly route: Route;
}

/** For each host: the name, the handshakes and the login together. */
const hostTimeoutMs = 10_000;

/** @throws AppError `bad_request` with the form's field as subject */
export async function readTarget(
  config: PostgresConfig,
  password: string | null,
  projectDirectory: string,
): Promise<Target> {
  return {
    config,
    hosts: listHosts(config),
    tls: await readTlsPlan(config, projectDirectory),
    password: password ?? '',
  };
}

/**
 * The driver's client, told everything: what it isn't told it takes from PG* variables, and where those are missing from a
 * password file. What it says at the start is said here for the same reason.
 */
export class DirectClient extends Client {
  /** The driver's own: answers are not waited for before the next statement is sent. */
  declare pipeline: boolean;
  /** Names the connection in a request to cancel. */
  declare processID: number | null;
  declare secretKey: number | null;
  readonly #startup: Readonly<Record<string, string>>;

  constructor({ config, password }: Target, socket: Socket, address: HostAddress) {
    super({
      host: address.host,
      port: address.port,
      user: config.user,
      database: config.database,
      // An empty text would be taken for none. It is hidden from those who print a client.
      password: () => password,
      // TLS has been spoken already: to the driver the connection is a plain one.
      ssl: false,
      sslnegotiation: 'postgres',
      stream: () => alreadyConnected(socket),
      application_name: 'Storeroom',
      client_encoding: 'UTF8',
      keepAlive: false,
      connectionTimeoutMillis: 0,
      pipeline: true,
      types: rawText,
    });
    this.#startup = { user: config.user, database: config.database, application_name: 'Storeroom' };
  }

  /** Called by the driver; its own also sends PGOPTIONS and the like. `client_encoding` UTF8 is added to it. */
  getStartupConf(): Readonly<Record<string, string>> {
    return this.#startup;
  }
}

/** Every value as the server wrote it. */
export const rawText = { getTypeParser: () => (value: string) => value };

/** A socket for the driver, which insists on connecting it. */
function alreadyConnected(socket: Socket): Socket {
  // The declarations know each event by itself; the function takes any.
  const listen = socket.on.bind(socket) as (event: string, listener: (...parameters: unknown[]) => void) => Socket;
  return Object.assign(socket, {
    connect: () => {
      process.nextTick(() => {
        socket.emit('connect');
        socket.resume();
      });
      return socket;
    },
    // The driver's parser throws at what is not PostgreSQL's protocol and at texts too long for JavaScript. Thrown from a
    // listener that would end the whole process: it ends the connection.
    on: (event: string, listener: (...parameters: unknown[]) => void) => {
      if (event !== 'data') return listen(event, listener);
      return listen(event, (...parameters) => {
        try {
          listener(...parameters);
        } catch (error) {
          socket.destroy(error instanceof Error ? error : new Error(String(error)));
        }
      });
    },
  });
}

/** Tries the hosts in their order. @throws AppError that names what failed on each */
export async function connectServer(target: Target, signal: AbortSignal): Promise<LoggedIn> {
  const failures: AppError[] = [];
  for (const address of target.hosts) {
    try {
      const loggedIn = await logIn(target, address, signal);
      return { ...loggedIn, route: { ...loggedIn.route, passedOver: failures.map(({ message }) => message) } };
    } catch (error) {
      if (signal.aborted) throw new AppError('aborted', 'Connecting was given up');
      if (!(error instanceof AppError)) throw error;
      failures.push(error);
      if (!leadsToNextHost(error)) break;
    }
  }
  const [first] = failures;
  if (failures.length === 1 && first) throw first;
  const last = failures.at(-1);
  throw new AppError(last?.code ?? 'connection', failures.map(({ message }) => message).join(' · '), {
    advice: last?.detail.advice ?? '',
    ...(last?.detail.subject === undefined ? {} : { subject: last.detail.subject }),
  });
}

/** As libpq: who was reached and said no has the last word, unless it is not ready. */
function leadsToNextHost(error: AppError): boolean {
  const said = readPgError(error.cause);
  if (said) return said.sqlState === '57P03' || said.sqlState === '53300';
  return error.code === 'connection';
}

async function logIn(target: Target, address: HostAddress, outer: AbortSignal): Promise<LoggedIn> {
  const limit = AbortSignal.timeout(hostTimeoutMs);
  const signal = AbortSignal.any([outer, limit]);
  try {
    try {
      return await logInOnce(target, target.tls, address, signal);
    } catch (error) {
      // libpq's `prefer`: pg_hba.conf may let in only those who come without encryption. No password has been sent by then.
      if (!(error instanceof AppError) || readPgError(error.cause)?.sqlState !== '28000') throw error;
      if (target.tls.mode !== 'prefer' || address.isSocket) throw error;
      try {
        return await logInOnce(target, { ...target.tls, mode: 'disable' }, address, signal);
      } catch {
        // What was said first is about what was asked for first.
        throw error;
      }
    }
  } catch (error) {
    if (limit.aborted && !outer.aborted) throw timedOut(address, hostTimeoutMs);
    throw error;
  }
}

async function logInOnce(target: Target, tls: TlsPlan, address: HostAddress, signal: AbortSignal): Promise<LoggedIn> {
  const { socket, encryption } = await openSocket(address, tls, signal);
  const client = new DirectClient(target, socket, address);
  client.on('error', () => {
    // While it connects the attempt itself is told, and later on who uses it listens; with no listener at all an error
    // would end the process.
  });
  const abort = () => socket.destroy();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await client.connect();
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    throw loginError(error, address, target.config, encryption !== null);
  } finally {
    signal.removeEventListener('abort', abort);
  }
  // A handshake that came about without encryption is not tried with it again.
  const way = encryption === null ? { ...tls, mode: 'disable' as const } : tls;
  return { client, socket, route: { address, tls: way, encryption, passedOver: [] } };
}
