import { AppError } from '../../../shared/domain/app-error.ts';
import type { OpenProject } from '../projects/open-project.ts';
import type { Part } from '../projects/part.ts';
import { watchState } from '../watch-state.ts';
import { api } from './context.ts';
import { operation } from './operation.ts';

/** Parts are named `storages.<id>`, `files.<id>`, `redis.<id>`; a bare id is enough where only one part has it. */
function partsNamed(project: OpenProject, name: string): readonly Part[] {
  const groups = { storages: project.storages, files: project.files, redis: project.redis };
  return Object.entries(groups).flatMap(([group, parts]) =>
    [...parts.values()].filter((part: Part) => part.id === name || `${group}.${part.id}` === name),
  );
}

export const projects = {
  list: api.projects.list.handler(({ context }) => context.projects.list().map(({ id, name }) => ({ id, name }))),
  get: api.projects.get.handler(({ input, context }) => context.projects.get(input.project).describe()),
  watch: api.projects.watch.handler(({ input, context, signal }) =>
    // Asked anew each time: a project whose settings were saved is another object under the same id.
    watchState(
      {
        read: () => context.projects.get(input.project).describe(),
        subscribe: (listener) => context.projects.onChange(input.project, listener),
      },
      signal,
    ),
  ),
  start: api.projects.start.handler(({ input, context }) => {
    const parts = partsNamed(context.projects.get(input.project), input.part);
    if (parts.length === 0) throw new AppError('not_found', 'The project has no such part', { subject: input.part });
    for (const part of parts) part.reconnect();
  }),
  known: {
    list: api.projects.known.list.handler(({ context }) => context.known.list()),
    remove: api.projects.known.remove.handler(({ input, context }) => context.known.forget(input.id)),
    start: api.projects.known.start.handler(({ input, context }) => context.known.bringBack(input.id)),
    apply: api.projects.known.apply.handler(({ input, context }) => context.editing.duplicate(input.id, input.name)),
  },
  open: {
    start: api.projects.open.start.handler(async ({ input, context }) => ({
      project: await context.opening.open(input),
    })),
    cancel: api.projects.open.cancel.handler(({ input, context }) => context.opening.close(input.project)),
  },
  settings: {
    get: api.projects.settings.get.handler(({ input, context }) => context.editing.get(input.id)),
    apply: api.projects.settings.apply.handler(({ input, context }) => context.editing.save(input)),
  },
  connection: {
    describe: api.projects.connection.describe.handler(({ input, context }) =>
      context.connections.describe(input.text),
    ),
    start: api.projects.connection.start.handler(({ input, context, signal }) =>
      context.connections.test(input, operation(signal)),
    ),
  },
  secret: {
    apply: api.projects.secret.apply.handler(({ input, context }) => context.opening.setPassword(input)),
  },
  vault: {
    get: api.projects.vault.get.handler(({ context }) => context.secrets.state()),
    start: api.projects.vault.start.handler(async ({ input, context }) => {
      await context.secrets.unlock(input.passphrase);
      return context.secrets.state();
    }),
    apply: api.projects.vault.apply.handler(async ({ input, context }) => {
      await context.secrets.setPassphrase(input.passphrase);
      return context.secrets.state();
    }),
  },
};
