import { deletionImpact } from '../changes/impact/deletion-impact.ts';
import { parseEntryId } from '../changes/journal.ts';
import { openWritable } from '../changes/writable.ts';
import { watchState } from '../watch-state.ts';
import { api, type HostContext } from './context.ts';
import { operation } from './operation.ts';

/** Drafts and the journal know a project by its path, which stays when its name is changed. */
function pathOf(context: HostContext, { project }: { readonly project: string }): string {
  return context.projects.get(project).path;
}

export const changes = {
  apply: api.changes.apply.handler(({ input, context, signal }) =>
    context.changes.apply(context.projects.get(input.project), input.storage, input.changes, operation(signal).signal),
  ),
  describe: api.changes.describe.handler(({ input, context, signal }) =>
    context.changes.describe(context.projects.get(input.project), input.storage, input.changes, operation(signal)),
  ),
  base: {
    get: api.changes.base.get.handler(async ({ input, context, signal }) => {
      const op = operation(signal);
      const { write } = await openWritable(context.projects.get(input.project), input.storage, op);
      return { base: await write.base(input.model, input.key, input.field, op) };
    }),
  },
  impact: {
    get: api.changes.impact.get.handler(async ({ input, context, signal }) => {
      const project = context.projects.get(input.project);
      const op = operation(signal);
      const storage = await openWritable(project, input.storage, op);
      return await deletionImpact({ project, storage, model: input.model, keys: input.keys }, op);
    }),
  },
  list: api.changes.list.handler(({ input, context, signal }) => {
    const { text, storage, model, limit } = input;
    const after = input.after === null ? null : (parseEntryId(input.after) ?? 0);
    const query = { text, storage, model, after, limit };
    return context.changes.list(context.projects.get(input.project), query, operation(signal));
  }),
  get: api.changes.get.handler(({ input, context, signal }) =>
    context.changes.get(context.projects.get(input.project), input.entry, input, operation(signal)),
  ),
  undo: api.changes.undo.handler(({ input, context, signal }) => {
    const project = context.projects.get(input.project);
    return context.changes.undo(project, input.entry, input.resolutions, operation(signal).signal);
  }),
  watch: api.changes.watch.handler(({ input, context, signal }) => {
    const path = pathOf(context, input);
    const watched = {
      read: () => ({ version: context.changes.version(path) }),
      subscribe: (listener: () => void) => context.changes.onChange(path, listener),
    };
    return watchState(watched, signal);
  }),
  drafts: {
    list: api.changes.drafts.list.handler(({ input, context }) =>
      context.drafts.list(pathOf(context, input), input.owner),
    ),
    apply: api.changes.drafts.apply.handler(({ input, context }) =>
      context.drafts.write(pathOf(context, input), input.owner, input.content),
    ),
    get: api.changes.drafts.get.handler(({ input, context }) =>
      context.drafts.get(pathOf(context, input), input.owner),
    ),
    start: api.changes.drafts.start.handler(({ input, context }) =>
      context.drafts.take(pathOf(context, input), input.owner, input.draft),
    ),
    cancel: api.changes.drafts.cancel.handler(({ input, context }) =>
      context.drafts.discard(pathOf(context, input), input.draft),
    ),
    watch: api.changes.drafts.watch.handler(({ input, context, signal }) =>
      context.drafts.lease(pathOf(context, input), input.owner, operation(signal).signal),
    ),
  },
  uploads: {
    start: api.changes.uploads.start.handler(async ({ input, context }) => ({
      upload: await context.uploads.start(context.projects.get(input.project)),
    })),
    apply: api.changes.uploads.apply.handler(({ input, context }) =>
      context.uploads.complete(context.projects.get(input.project), input.upload, input.sizeBytes, input.sha256),
    ),
    cancel: api.changes.uploads.cancel.handler(({ input, context }) =>
      context.uploads.cancel(context.projects.get(input.project), input.upload),
    ),
  },
};
