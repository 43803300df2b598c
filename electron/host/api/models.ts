import type { Count } from '../../../shared/domain/catalog.ts';
import { findStorage } from '../storage/find-storage.ts';
import { api } from './context.ts';
import { operation } from './operation.ts';

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
      const count =
        timeoutMs < 1
          ? null
          : await session.count({ model, filter: null, sort: [], search: '' }, operation(signal, timeoutMs));
      counts.push(count?.kind === 'atLeast' && count.value === 0 ? null : count);
    }
    return counts;
  }),
  start: api.models.start.handler(({ input, context }) => {
    findStorage(context, input).refresh();
  }),
};
