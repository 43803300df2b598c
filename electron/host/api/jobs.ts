import { watchState } from '../watch-state.ts';
import { api } from './context.ts';

export const jobs = {
  list: api.jobs.list.handler(({ context }) => [...context.jobs.list()]),
  watch: api.jobs.watch.handler(({ context, signal }) =>
    watchState(
      { read: () => [...context.jobs.list()], subscribe: (listener) => context.jobs.onChange(listener) },
      signal,
    ),
  ),
  cancel: api.jobs.cancel.handler(({ input, context }) => context.jobs.cancel(input.job)),
};
