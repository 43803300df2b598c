import { parseKeyLabel } from '../../../shared/domain/redis-name.ts';
import { readDetails, readSummaries } from '../redis/key-details.ts';
import type { RedisDatabase } from '../redis/redis-database.ts';
import { redisPartOf } from '../redis/redis-part-of.ts';
import { readValuePage, readWholeValue } from '../redis/values/value-page.ts';
import type { ValueReading } from '../redis/values/value-reading.ts';
import { watchState } from '../watch-state.ts';
import { api, type HostContext } from './context.ts';

interface DatabaseRef {
  readonly project: string;
  readonly connection: string;
  readonly db: number;
}

function databaseOf(context: HostContext, { project, connection, db }: DatabaseRef): RedisDatabase {
  return redisPartOf(context.projects.get(project), connection).database(db);
}

async function readingOf(
  context: HostContext,
  ref: DatabaseRef & { readonly key: string },
  signal: AbortSignal | undefined,
): Promise<ValueReading> {
  const connection = await databaseOf(context, ref).connection();
  signal?.throwIfAborted();
  return { connection, key: Buffer.from(ref.key, 'base64url'), signal };
}

export const redis = {
  list: api.redis.list.handler(({ input, context }) =>
    Promise.all([...context.projects.get(input.project).redis.values()].map((part) => part.describe())),
  ),
  watch: api.redis.watch.handler(({ input, context, signal }) => {
    const { keyspace } = databaseOf(context, input);
    keyspace.join();
    return watchState({ read: () => keyspace.progress, subscribe: (listener) => keyspace.onChange(listener) }, signal);
  }),
  start: api.redis.start.handler(({ input, context }) => {
    const { keyspace } = databaseOf(context, input);
    if (input.resume) keyspace.resume();
    else keyspace.restart();
  }),
  cancel: api.redis.cancel.handler(({ input, context }) => databaseOf(context, input).keyspace.pause()),
  page: api.redis.page.handler(({ input, context, signal }) => {
    const start = input.around === undefined ? input.offset : { around: Buffer.from(input.around, 'base64url') };
    return databaseOf(context, input).keyspace.page(Buffer.from(input.path, 'base64url'), start, input.limit, signal);
  }),
  get: api.redis.get.handler(async ({ input, context, signal }) => {
    const { connection, key } = await readingOf(context, input, signal);
    return readDetails(connection, key);
  }),
  keys: {
    list: api.redis.keys.list.handler(async ({ input, context, signal }) => {
      const connection = await databaseOf(context, input).connection();
      signal?.throwIfAborted();
      return readSummaries(
        connection,
        input.keys.map((key) => Buffer.from(key, 'base64url')),
      );
    }),
    page: api.redis.keys.page.handler(async ({ input, context, signal }) => {
      const { keyspace } = databaseOf(context, input);
      // The palette may ask before anybody looked at the tree.
      keyspace.join();
      const { total, isComplete, nodes } = await keyspace.search(
        parseKeyLabel(input.match),
        input.offset,
        input.limit,
        signal,
      );
      return { total, isComplete, nodes };
    }),
  },
  values: {
    page: api.redis.values.page.handler(async ({ input, context, signal }) =>
      readValuePage(await readingOf(context, input, signal), input, input.limit),
    ),
    get: api.redis.values.get.handler(async ({ input, context, signal }) => ({
      cell: await readWholeValue(await readingOf(context, input, signal), input.at, input.column),
    })),
  },
};
