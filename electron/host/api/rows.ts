import { AppError } from '../../../shared/domain/app-error.ts';
import { packRows } from '../../../shared/domain/packed-cells.ts';
import { captionOf, referenceCaptions } from '../storage/captions.ts';
import type { Session } from '../storage/connector.ts';
import { findRows } from '../storage/find-rows.ts';
import { findStorage } from '../storage/find-storage.ts';
import { relatedRows } from '../storage/related.ts';
import { api } from './context.ts';
import { operation } from './operation.ts';

/** Values up to this size travel whole on a call; bigger ones have a byte address. */
const wholeCellBytes = 8 * 1024 * 1024;

export const rows = {
  page: api.rows.page.handler(async ({ input, context, signal }) => {
    const session = await findStorage(context, input).session();
    const { query, columns, at, limit } = input;
    const { rows, keys, ...page } = await session.page({ query, columns, at, limit }, operation(signal));
    return {
      ...page,
      columns,
      cells: packRows(rows),
      keys: packRows(keys),
      keyWidth: keys[0]?.length ?? 0,
      skipped: [...page.skipped],
    };
  }),
  watch: api.rows.watch.handler(async function* ({ input, context, signal }) {
    const session = await findStorage(context, input).session();
    yield* session.watch(input.query, operation(signal));
  }),
  get: api.rows.get.handler(async ({ input, context, signal }) => {
    const session = await findStorage(context, input).session();
    const op = operation(signal);
    const model = await session.describe(input.model, op);
    const columns = model.fields.map(({ name }) => name);
    const [cells] = await session.read(model.id, [input.key], columns, op);
    if (!cells) throw new AppError('not_found', `No such row in ${model.caption}`, { subject: model.id });
    const caption = model.captionField === null ? undefined : cells[columns.indexOf(model.captionField)];
    return { columns, cells: [...cells], caption: captionOf(caption, input.key) };
  }),
  cell: {
    get: api.rows.cell.get.handler(async ({ input, context, signal }) => {
      const session = await findStorage(context, input).session();
      return { cell: await session.cell(input.model, input.key, input.field, wholeCellBytes, operation(signal)) };
    }),
  },
  captions: {
    list: api.rows.captions.list.handler(async ({ input, context, signal }) => {
      const session = await findStorage(context, input).session();
      return [...(await referenceCaptions(session, input.model, input.field, input.values, operation(signal)))];
    }),
  },
  related: {
    list: api.rows.related.list.handler(async ({ input, context, signal }) => {
      const session = await findStorage(context, input).session();
      return [...(await relatedRows(session, input.model, input.key, operation(signal)))];
    }),
  },
  list: api.rows.list.handler(async ({ input, context, signal }) => {
    const open = new Map<string, Session>();
    for (const [id, part] of context.projects.get(input.project).storages) {
      // A storage that can't be reached has no rows to offer; the others have.
      if (part.state.kind === 'ready') open.set(id, await part.session());
    }
    return [...(await findRows(open, input.text, input.limit, operation(signal)))];
  }),
};
