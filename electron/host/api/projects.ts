import { AppError } from '../../../shared/domain/app-error.ts';
import type { OpenProject } from '../projects/open-project.ts';
import type { Part } from '../projects/part.ts';
import { watchState } from '../watch-state.ts';
import { api } from './context.ts';

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
  watch: api.projects.watch.handler(({ input, context, signal }) => {
    const project = context.projects.get(input.project);
    return watchState({ read: () => project.describe(), subscribe: (listener) => project.onChange(listener) }, signal);
  }),
  start: api.projects.start.handler(({ input, context }) => {
    const parts = partsNamed(context.projects.get(input.project), input.part);
    if (parts.length === 0) throw new AppError('not_found', 'The project has no such part', { subject: input.part });
    for (const part of parts) part.reconnect();
  }),
};
