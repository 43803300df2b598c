import { AppError } from '../../../shared/domain/app-error.ts';
import { Keyspace } from './keyspace/keyspace.ts';
import { openReadingConnection, type ReadingConnection } from './reading-connection.ts';
import type { RedisEndpoint } from './redis-endpoint.ts';
import { openScanConnection } from './scan-connection.ts';

/** One numbered database of a Redis: its keyspace, and the connection that reads values. */
export class RedisDatabase {
  readonly db: number;
  readonly keyspace: Keyspace;
  readonly #reachable: () => Promise<RedisEndpoint>;
  #connection: Promise<ReadingConnection> | null = null;
  #isClosed = false;

  /** @param reachable gives the endpoint when the server answers, and throws AppError when it does not. */
  constructor(db: number, reachable: () => Promise<RedisEndpoint>) {
    this.db = db;
    this.#reachable = reachable;
    this.keyspace = new Keyspace(async () => openScanConnection(await reachable(), db));
  }

  /**
   * The connection for what a person looks at. Opened when first needed, shared, and opened again after it was lost.
   * @throws AppError when the server can't be reached or has no such database
   */
  connection(): Promise<ReadingConnection> {
    if (this.#connection) return this.#connection;
    if (this.#isClosed) return Promise.reject(new AppError('aborted', 'The project is closed'));
    const opening = this.#reachable().then((endpoint) => openReadingConnection(endpoint, this.db));
    this.#connection = opening;
    const forget = () => {
      if (this.#connection === opening) this.#connection = null;
    };
    // Whoever asks next opens a new one.
    opening.then((connection) => connection.ended.then(forget), forget);
    return opening;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const [connection] = await Promise.all([this.#connection?.catch(() => null), this.keyspace.close()]);
    connection?.close();
  }
}
