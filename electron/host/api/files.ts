import type { FileStorage } from '../../../shared/contract/files.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import { fileDetails } from '../files/details.ts';
import type { FilesPart } from '../files/files-part.ts';
import { relatedPage } from '../files/related.ts';
import { rowFiles } from '../files/row-files.ts';
import type { OpenProject } from '../projects/open-project.ts';
import { watchState } from '../watch-state.ts';
import { api } from './context.ts';

function partNamed(project: OpenProject, root: string): FilesPart {
  const part = project.files.get(root);
  if (!part) throw new AppError('not_found', `No files folder "${root}" in this project`, { subject: root });
  return part;
}

function storagesOf(project: OpenProject): FileStorage[] {
  return [...project.files.values()].flatMap((part) => part.list());
}

/** Calls made inside the host may come without a signal; the services below always wait with one. */
function orNever(signal: AbortSignal | undefined): AbortSignal {
  return signal ?? new AbortController().signal;
}

export const files = {
  list: api.files.list.handler(({ input, context }) => storagesOf(context.projects.get(input.project))),
  watch: api.files.watch.handler(({ input, context, signal }) => {
    const project = context.projects.get(input.project);
    const subscribe = (listener: () => void) => {
      const ends = [...project.files.values()].map((part) => part.onTotalsChange(listener));
      return () => {
        for (const end of ends) end();
      };
    };
    return watchState({ read: () => storagesOf(project), subscribe }, signal);
  }),
  page: api.files.page.handler(async ({ input, context, signal }) => {
    const project = context.projects.get(input.project);
    const { scope, ...view } = input;
    if (scope.kind === 'related') return await relatedPage(project, scope, view, orNever(signal));
    const page = await partNamed(project, scope.root).page({ ...view, storage: scope.storage }, signal);
    return {
      title: scope.storage,
      located: page.located,
      total: { kind: page.isComplete ? ('exact' as const) : ('atLeast' as const), value: page.total },
      sizeBytes: page.sizeBytes,
      items: [...page.items],
    };
  }),
  get: api.files.get.handler(async ({ input, context, signal }) => {
    const project = context.projects.get(input.project);
    return await fileDetails(project, partNamed(project, input.root), input, orNever(signal));
  }),
  start: api.files.start.handler(({ input, context }) => {
    for (const part of context.projects.get(input.project).files.values()) part.refresh();
  }),
  related: {
    list: api.files.related.list.handler(async ({ input, context, signal }) => {
      return await rowFiles(context.projects.get(input.project), input, orNever(signal));
    }),
  },
};
