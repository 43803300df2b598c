import { setTimeout as pause } from 'node:timers/promises';
import type { RedisConnection } from '../../../shared/contract/redis.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { PartState } from '../../../shared/domain/project.ts';
import type { Part, PartContext } from '../projects/part.ts';
import { openReadingConnection, type ReadingConnection } from './reading-connection.ts';
import { RedisDatabase } from './redis-database.ts';
import { describeRedisEndpoint, parseRedisEndpoint, type RedisEndpoint } from './redis-endpoint.ts';
import { toRedisError } from './redis-error.ts';
import { readDatabases, readServerFacts } from './server-facts.ts';

/** Where a Redis is: its address, or how to find it out (the demo's server has to be started first). */
export type RedisAddress = string | (() => Promise<string>);

export interface RedisConfig {
  readonly url: RedisAddress;
  /** A password kept beside the address, asked for at each attempt; it comes before one in the address. */
  readonly password?: () => Promise<string | null>;
}

/** One Redis of an open project. Everything it does only reads. */
export interface RedisPart extends Part {
  readonly kind: 'redis';
  /** What the sidebar shows; works in every state. */
  describe(): Promise<RedisConnection>;
  /** @throws AppError `not_found` for a number that can't be a database */
  database(db: number): RedisDatabase;
  /** Sweeps again every keyspace that was looked at, and tells its listeners that counts have changed. */
  rescan(): void;
}

const shortestPauseMs = 250;
const longestPauseMs = 30_000;
const loadingPauseMs = 500;
/** Numbers of databases go up to the server's setting; beyond this one no address can name them. */
const highestDb = 65_535;

/** Opens a Redis. Never throws and begins to connect at once. */
export function openRedis(id: string, config: RedisConfig, context: PartContext): RedisPart {
  return new ConnectedRedis(id, config, context);
}

class ConnectedRedis implements RedisPart {
  readonly id: string;
  readonly kind = 'redis';
  readonly #url: RedisAddress;
  readonly #password: () => Promise<string | null>;
  readonly #context: PartContext;
  readonly #listeners = new Set<() => void>();
  readonly #databases = new Map<number, RedisDatabase>();
  readonly #running: Promise<void>;
  /** As the address says. */
  #place: RedisEndpoint | null = null;
  /** With the password of the last attempt. */
  #endpoint: RedisEndpoint | null = null;
  #connection: ReadingConnection | null = null;
  #state: PartState = { kind: 'connecting', message: '' };
  #failure: AppError | null = null;
  /** Ends the pause before the next attempt. */
  #hurry = new AbortController();
  #isClosed = false;
  /** Resolved at the next change of state; made anew each time. */
  #change = Promise.withResolvers<void>();

  constructor(id: string, config: RedisConfig, context: PartContext) {
    this.id = id;
    this.#url = config.url;
    this.#password = config.password ?? (() => Promise.resolve(null));
    this.#context = context;
    this.#running = this.#run();
  }

  get address(): string {
    return this.#endpoint ? describeRedisEndpoint(this.#endpoint) : '';
  }

  get state(): PartState {
    return this.#state;
  }

  onStateChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  reconnect(): void {
    this.#hurry.abort();
  }

  database(db: number): RedisDatabase {
    if (!Number.isInteger(db) || db < 0 || db > highestDb) {
      throw new AppError('not_found', 'Redis has no such database', { subject: `db${db}` });
    }
    let database = this.#databases.get(db);
    if (!database) {
      database = new RedisDatabase(db, () => this.#reachable());
      this.#databases.set(db, database);
    }
    return database;
  }

  async describe(): Promise<RedisConnection> {
    const known = { id: this.id, address: this.address };
    const connection = this.#connection;
    const own = this.#endpoint?.db ?? 0;
    const databases = connection?.isOpen
      ? await readDatabases(connection, own).catch((error: unknown) => {
          // Lost in this moment: the state says so, and the list stays as short as it was before connecting.
          if (error instanceof AppError) return [{ db: own, keys: 0 }];
          throw error;
        })
      : [{ db: own, keys: 0 }];
    return { ...known, state: this.#state, databases };
  }

  rescan(): void {
    for (const database of this.#databases.values()) database.keyspace.restart();
    // The counts of its databases are others now.
    for (const listener of this.#listeners) listener();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listeners.clear();
    this.#hurry.abort();
    this.#connection?.close();
    this.#setState({ kind: 'failed', message: 'The project is closed', advice: '' });
    await Promise.all([this.#running, ...[...this.#databases.values()].map((database) => database.close())]);
  }

  /** Connects, waits for the end of the connection, and begins again, until the part is closed. */
  async #run(): Promise<void> {
    let attempts = 0;
    let wasReady = false;
    while (!this.#isClosed) {
      try {
        this.#place ??= await this.#findEndpoint();
        this.#endpoint = this.#place;
        this.#endpoint = { ...this.#place, password: (await this.#password()) ?? this.#place.password };
        const connection = await this.#connect(this.#endpoint);
        attempts = 0;
        wasReady = true;
        const reason = await connection.ended;
        this.#connection = null;
        if (this.#isClosed) return;
        // A server started for this project may come back at another place.
        if (typeof this.#url !== 'string') this.#place = null;
        this.#fail(reason, wasReady);
      } catch (error) {
        if (this.#isClosed) return;
        this.#fail(error, wasReady);
        // What can't be found out by waiting is tried again when somebody asks for it.
        if (!this.#place || this.#failure?.code === 'auth') await this.#pause(null);
        else await this.#pause(Math.min(longestPauseMs, shortestPauseMs * 2 ** attempts++));
        continue;
      }
      await this.#pause(shortestPauseMs);
    }
  }

  async #findEndpoint(): Promise<RedisEndpoint> {
    const text = typeof this.#url === 'string' ? this.#url : await this.#url();
    return parseRedisEndpoint(text, this.#context.projectDirectory);
  }

  async #connect(endpoint: RedisEndpoint): Promise<ReadingConnection> {
    const connection = await openReadingConnection(endpoint, endpoint.db);
    try {
      let facts = await readServerFacts(connection);
      while (facts.isLoading && !this.#isClosed) {
        this.#setState({ kind: 'connecting', message: 'Redis is loading its data' });
        await this.#pause(loadingPauseMs);
        facts = await readServerFacts(connection);
      }
      if (this.#isClosed) throw new AppError('aborted', 'The project is closed');
      this.#connection = connection;
      this.#failure = null;
      this.#setState({ kind: 'ready', version: facts.version });
      for (const database of this.#databases.values()) database.keyspace.connectionIsBack();
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  #fail(error: unknown, wasReady: boolean): void {
    const known = toRedisError(error, this.address);
    const failure =
      known instanceof AppError
        ? known
        : new AppError('connection', 'Redis could not be reached', {}, { cause: error });
    if (known !== failure)
      this.#context.environment.log.error({ err: error, redis: this.id }, 'connecting to Redis failed');
    this.#failure = failure;
    const isLost = wasReady && failure.code === 'connection';
    this.#setState(
      isLost
        ? { kind: 'reconnecting', message: failure.message }
        : {
            kind: 'failed',
            message: failure.message,
            advice: failure.detail.advice ?? '',
            needs: failure.code === 'auth' ? 'password' : null,
          },
    );
  }

  /** Waits until the time is over (`null`: for ever) or {@link reconnect} is called. */
  async #pause(durationMs: number | null): Promise<void> {
    if (this.#isClosed) return;
    const { signal } = this.#hurry;
    // A day is as good as for ever; the timer must not keep a process alive.
    await pause(durationMs ?? 86_400_000, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted && !this.#isClosed) {
      this.#hurry = new AbortController();
      if (this.#state.kind === 'failed') this.#setState({ kind: 'connecting', message: '' });
    }
  }

  /** The endpoint once it can be reached; waits while the first attempt is under way. */
  async #reachable(): Promise<RedisEndpoint> {
    while (this.#state.kind === 'connecting' && !this.#isClosed) await this.#change.promise;
    if (this.#state.kind === 'ready' && this.#endpoint) return this.#endpoint;
    throw this.#failure ?? new AppError('connection', 'Redis is not connected', { subject: this.address });
  }

  #setState(state: PartState): void {
    this.#state = state;
    const change = this.#change;
    this.#change = Promise.withResolvers<void>();
    change.resolve();
    for (const listener of this.#listeners) listener();
  }
}
