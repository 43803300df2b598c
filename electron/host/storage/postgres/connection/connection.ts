import Cursor from 'pg-cursor';
import type { Sql } from '../sql-text.ts';
import type { PgRows } from './access.ts';
import { requestCancel } from './cancel-request.ts';
import { checkSql } from './check-text.ts';
import { type LoggedIn, type Route, rawText } from './connect-server.ts';
import { endsConnection, PgError, readPgError } from './pg-error.ts';

/** The connection ended, or never answered: what ran on it may be tried on another one. */
export class ConnectionBroken extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConnectionBroken';
  }
}

/**
 * One connection. What is sent is answered in order, and nobody needs to wait before sending the next one. Nothing of it
 * outlives a transaction.
 */
export interface PgConnection {
  readonly route: Route;
  /** False once it has ended. */
  readonly isUsable: boolean;
  /** When it was last answered, as `performance.now()`. */
  readonly answeredAt: number;
  /**
   * SQL without parameters, by the simple protocol, which takes several statements: constants only.
   * @returns the tag of the last one, such as `COMMIT`
   */
  command(text: string): Promise<string>;
  /** One statement, by the extended protocol. */
  query(sql: Sql): Promise<PgRows>;
  /** The rows of one statement as they are asked for; nothing else may be sent before it is closed. */
  openCursor(sql: Sql): RowCursor;
  /** All that was sent has been answered, and no request to cancel is under way. */
  readonly isSettled: boolean;
  /** Resolves when that is so, and no transaction is left open. */
  settled(): Promise<void>;
  /** Ends what the server is running for it. Resolves when that is over; one that goes on nevertheless is dropped. */
  cancel(): Promise<void>;
  /** Resolves when no request to cancel is under way. */
  calm(): Promise<void>;
  /** Called once, when it ends unasked. */
  onBroken(listener: (error: Error) => void): void;
  /** Says goodbye. */
  end(): Promise<void>;
  /** Ends it at once. */
  drop(reason: string): void;
}

export interface RowCursor {
  /** Fewer than `count` when there are no more. */
  read(count: number): Promise<PgRows['rows']>;
  close(): Promise<void>;
}

/** How long a statement may go on after it was cancelled, and how often the server is asked again until then. */
const cancelPatienceMs = 2000;
const cancelAgainMs = 600;

export function createConnection({ client, socket, route }: LoggedIn): PgConnection {
  const pending = new Set<Promise<unknown>>();
  let cancelling: Promise<void> | null = null;
  /** What was sent last was refused: where that leaves the transaction is not known. */
  let isDirty = false;
  const listeners = new Set<(error: Error) => void>();
  let broken: Error | null = null;
  let isEnding = false;
  let answeredAt = performance.now();

  function breakOff(error: Error): void {
    if (broken) return;
    broken = error;
    socket.destroy();
    if (isEnding) return;
    for (const listener of listeners) listener(error);
  }
  client.on('error', breakOff);
  client.once('end', () => breakOff(new ConnectionBroken('The server closed the connection')));

  async function send<Result>(work: () => Promise<Result>): Promise<Result> {
    if (broken) throw asBroken(broken);
    const answer = work();
    pending.add(answer);
    try {
      const result = await answer;
      answeredAt = performance.now();
      isDirty = false;
      return result;
    } catch (error) {
      const refused = readPgError(error);
      if (!refused) throw broken || isEnding ? asBroken(broken ?? error) : error;
      answeredAt = performance.now();
      isDirty = true;
      if (endsConnection(refused.sqlState)) breakOff(refused);
      throw refused;
    } finally {
      pending.delete(answer);
    }
  }

  async function answered(): Promise<void> {
    while (pending.size > 0) await Promise.allSettled([...pending]);
  }

  async function settle(): Promise<void> {
    await answered();
    // A request to cancel that is under way would hit whatever runs here next.
    await cancelling;
    // It can also have hit the end of the transaction.
    if (!isDirty || broken || isEnding) return;
    const timer = setTimeout(() => connection.drop('The server did not answer'), cancelPatienceMs);
    await connection.command('ROLLBACK').catch(() => connection.drop('It could not be rolled back'));
    clearTimeout(timer);
  }

  async function cancelAll(processId: number, secretKey: number): Promise<void> {
    let isOver = false;
    const over = answered().then(() => {
      isOver = true;
    });
    const giveUp = performance.now() + cancelPatienceMs;
    while (!isOver) {
      // Whether the request arrives before or after the end of the statement: nothing else may run here until it has.
      await requestCancel(route, processId, secretKey);
      await Promise.race([over, new Promise((resolve) => setTimeout(resolve, cancelAgainMs))]);
      if (!isOver && performance.now() > giveUp) {
        connection.drop('It did not end when it was cancelled');
        return;
      }
    }
  }

  const connection: PgConnection = {
    route,
    get isUsable() {
      return broken === null && !isEnding;
    },
    get isSettled() {
      return pending.size === 0 && cancelling === null && !isDirty;
    },
    get answeredAt() {
      return answeredAt;
    },
    command: (text) =>
      send(async () => {
        const result = await client.query<(string | null)[]>({ text, rowMode: 'array', types: rawText });
        // Several statements give several results.
        return (Array.isArray(result) ? result.at(-1)?.command : result.command) ?? '';
      }),
    query: async (sql) => {
      checkSql(sql);
      return send(async () => {
        const query = { text: sql.text, values: [...sql.values], rowMode: 'array' as const, types: rawText };
        // One statement and no more, whatever stands in it; the driver's types don't know the option.
        const extended = Object.assign(query, { queryMode: 'extended' });
        const { rows, rowCount, fields } = await client.query<(string | null)[]>(extended);
        return { rows, changed: rowCount ?? 0, types: fields.map(({ dataTypeID }) => dataTypeID) };
      });
    },
    openCursor: (sql) => {
      checkSql(sql);
      // A statement whose rows are left for later can't share the line with others. Nothing is under way now.
      client.pipeline = false;
      const cursor = new Cursor<(string | null)[]>(sql.text, [...sql.values], { rowMode: 'array', types: rawText });
      client.query(cursor);
      return {
        read: (count) => send(() => cursor.read(count)),
        close: async () => {
          try {
            await send(() => cursor.close());
          } finally {
            client.pipeline = true;
          }
        },
      };
    },
    settled: settle,
    cancel: async () => {
      const { processID, secretKey } = client;
      if (broken || pending.size === 0) return;
      if (processID === null || secretKey === null) {
        connection.drop('It can’t be cancelled');
        return;
      }
      cancelling ??= cancelAll(processID, secretKey).finally(() => {
        cancelling = null;
      });
      await cancelling;
    },
    calm: async () => {
      await cancelling;
    },
    onBroken: (listener) => void listeners.add(listener),
    end: async () => {
      if (isEnding || broken) return;
      isEnding = true;
      await Promise.race([client.end(), new Promise((resolve) => setTimeout(resolve, 500).unref())]);
      socket.destroy();
    },
    drop: (reason) => {
      isEnding = true;
      breakOff(new ConnectionBroken(reason));
    },
  };
  return connection;
}

/** @returns the error as one that says: the connection is gone */
function asBroken(error: unknown): Error {
  if (error instanceof ConnectionBroken) return error;
  const refused = readPgError(error);
  const message = refused?.message ?? (error instanceof Error ? error.message : String(error));
  return new ConnectionBroken(message, { cause: error });
}

/** Whether the same may be tried on another connection. */
export function isBrokenConnection(error: unknown): boolean {
  return error instanceof ConnectionBroken || (error instanceof PgError && endsConnection(error.sqlState));
}
