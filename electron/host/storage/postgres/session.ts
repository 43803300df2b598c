import type { PostgresConfig } from '../../../../shared/domain/postgres-config.ts';
import type { Session, WriteOps } from '../connector.ts';
import { createCatalog } from './catalog/create-catalog.ts';
import type { PgAccess } from './connection/access.ts';
import { readPgError, toAppError } from './connection/pg-error.ts';
import { createDescribing } from './describing/create-describing.ts';
import { createReading } from './reading/create-reading.ts';
import { createWriting } from './writing/create-writing.ts';

/** An open database. */
export function createPostgresSession(access: PgAccess, config: PostgresConfig): Session {
  const catalog = createCatalog(access, { schemas: config.schemas ?? null, readOnly: null });
  const reading = createReading(access, catalog);

  /** What the server says of `subject` in words for a person. */
  async function told<Result>(subject: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw toAppError(error, subject);
    }
  }

  /** Reads again when the tables have been changed from outside since they were last looked at. */
  async function readNow<Result>(subject: string, work: () => Promise<Result>): Promise<Result> {
    return told(subject, async () => {
      try {
        return await work();
      } catch (error) {
        if (!isOutdated(error)) throw error;
        catalog.forget();
        return await work();
      }
    });
  }

  const write = access.write ? writeOps() : null;

  function writeOps(): WriteOps {
    const writing = createWriting(access, catalog, { changed: () => reading.forget() });
    const describing = createDescribing(access, catalog);
    const { database } = access.server;
    return {
      describe: (request, op) => readNow(database, () => describing.describe(request, op)),
      impact: (model, keys, op) => readNow(model, () => describing.impact(model, keys, op)),
      apply: (request, beforeCommit, op) => told(database, () => writing.apply(request, beforeCommit, op)),
      base: (model, key, field, op) => readNow(model, () => writing.base(model, key, field, op)),
      compare: (images, op) => told(database, () => writing.compare(images, op)),
    };
  }

  return {
    version: access.server.version,
    list: (op) => told(access.server.database, () => catalog.list(op)),
    describe: async (model, op) => (await told(model, () => catalog.describe(model, op))).model,
    page: (request, op) => readNow(request.query.model, () => reading.page(request, op)),
    count: (query, op) => readNow(query.model, () => reading.count(query, op)),
    watch: (query, op) => toldEach(query.model, reading.watch(query, op)),
    read: (model, keys, columns, op) => readNow(model, () => reading.read(model, keys, columns, op)),
    cell: (model, key, field, limitBytes, op) => readNow(model, () => reading.cell(model, key, field, limitBytes, op)),
    stream: (model, key, field, op) => toldEach(model, reading.stream(model, key, field, op)),
    scan: (query, columns, op) => toldEach(query.model, reading.scan(query, columns, op)),
    ...(write ? { write } : {}),
    refresh: () => {
      catalog.forget();
      reading.forget();
    },
    onLost: access.onLost,
    [Symbol.asyncDispose]: () => access.close(),
  };
}

async function* toldEach<Item>(subject: string, items: AsyncIterable<Item>): AsyncIterable<Item> {
  try {
    yield* items;
  } catch (error) {
    throw toAppError(error, subject);
  }
}

/** A table, a column, a type or a function is not there, or is another one than it was. */
function isOutdated(error: unknown): boolean {
  const sqlState = readPgError(error)?.sqlState ?? '';
  return ['42P01', '42703', '42704', '42883', '42804', '3F000', '0A000'].includes(sqlState);
}
