import { api } from './context.ts';

export const settings = {
  get: api.settings.get.handler(({ context }) => context.localState.settings()),
  apply: api.settings.apply.handler(({ input, context }) => context.localState.applySettings(input)),
  session: { get: api.settings.session.get.handler(({ context }) => context.session) },
  workspace: {
    get: api.settings.workspace.get.handler(({ input, context }) => {
      const { id } = context.projects.get(input.project);
      return context.localState.workspace(id);
    }),
    apply: api.settings.workspace.apply.handler(({ input, context }) => {
      const { id } = context.projects.get(input.project);
      return context.localState.saveWorkspace(id, input.workspace);
    }),
  },
  cache: {
    get: api.settings.cache.get.handler(({ context }) => context.thumbnails.size()),
    start: api.settings.cache.start.handler(({ context }) => context.thumbnails.clear()),
  },
};
