import { AppError, type AppErrorCode } from '../../../shared/domain/app-error.ts';
import type { Count } from '../../../shared/domain/catalog.ts';
import type { Operation, Session } from '../storage/connector.ts';
import { findStorage } from '../storage/find-storage.ts';
import { api } from './context.ts';
import { operation } from './operation.ts';

/** Of one model: the others are counted all the same. */
const countless = new Set<AppErrorCode>(['auth', 'not_found', 'unsupported', 'timeout', 'conflict']);

/** `null` when it can't be told, as for a model that the role may not read. */
async function countOf(session: Session, model: string, op: Operation): Promise<Count | null> {
  try {
    const count = await session.count({ model, filter: null, sort: [], search: '' }, op);
    return count.kind === 'atLeast' && count.value === 0 ? null : count;
  } catch (error) {
    if (error instanceof AppError && countless.has(error.code)) return null;
    throw error;
  }
}

export const models = {
  list: api.models.list.handler(async ({ input, context, signal }) => {
    const session = await findStorage(context, input).session();
    return [...(await session.list(operation(signal)))];
  }),
  describe: api.models.describe.handler(async ({ input, context, signal }) => {
    const session = await findStorage(context, input).session();
    return session.describe(input.model, operation(signal));
  }),
  count: api.models.count.handler(async ({ input, context, signal }) => {
    const session = await findStorage(context, input).session();
    const until = performance.now() + input.budgetMs;
    const counts: (Count | null)[] = [];
    for (const model of input.models) {
      // One big table must not take the time of all that come after it.
      const timeoutMs = Math.ceil((until - performance.now()) / 3);
      counts.push(timeoutMs < 1 ? null : await countOf(session, model, operation(signal, timeoutMs)));
    }
    return counts;
  }),
  start: api.models.start.handler(({ input, context }) => {
    findStorage(context, input).refresh();
  }),
};
