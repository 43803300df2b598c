import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { RowQuery } from '../../../../../shared/domain/query.ts';
import type { Session } from '../../connector.ts';
import type { ModelNames } from './attach-names.ts';
import type { AttachedFiles } from './attached-files.ts';
import { createFilesWrite } from './files-write.ts';
import {
  closedFileId,
  closedFileModel,
  closedFileSummary,
  modelOutside,
  outerIds,
  summaryOutside,
} from './translate.ts';

export interface FilesSources {
  readonly main: Session;
  readonly attached: AttachedFiles;
  readonly names: ModelNames;
  readonly readOnly: boolean;
}

/**
 * A database with others attached to it, as one store. Each file has connections of its own, so that nothing of SQLite's
 * limits on several files reaches a person: no foreign key or view of a file leads to another one anyway.
 */
export function createFilesSession({ main, attached, names, readOnly }: FilesSources): Session {
  function sessionOf(file: string | null): Session {
    if (file === null) return main;
    const found = attached.find(file);
    if (found?.session) return found.session;
    throw new AppError('connection', `${found?.caption ?? file}: ${found?.failure?.message ?? 'it is not open'}`, {
      subject: file,
      advice: found?.failure?.detail.advice ?? 'Refresh to try again.',
    });
  }

  const locate = (model: string) => {
    const { file, name } = names.placeOf(model);
    return { file, name, session: sessionOf(file) };
  };

  function within<Result>(query: RowQuery, work: (session: Session, query: RowQuery) => Result): Result {
    const { session, name } = locate(query.model);
    return work(session, { ...query, model: name });
  }

  return {
    version: main.version,
    list: async (op) => {
      await attached.settled();
      const lists = await Promise.all([
        main.list(op).then((list) => list.map((one) => summaryOutside(one, null, outerIds(names, null)))),
        ...attached.all.map(async (file) => {
          if (file.session === null) return [closedFileSummary(file)];
          const list = await file.session.list(op);
          return list.map((one) => summaryOutside(one, file.name, outerIds(names, file.name)));
        }),
      ]);
      return lists.flat();
    },
    describe: async (model, op) => {
      const { file, name } = names.placeOf(model);
      const closed = file === null ? null : attached.find(file);
      if (closed?.session === null && model === closedFileId(closed.name)) return closedFileModel(closed);
      return modelOutside(await sessionOf(file).describe(name, op), file, outerIds(names, file));
    },
    page: async (request, op) => within(request.query, (session, query) => session.page({ ...request, query }, op)),
    count: async (query, op) => within(query, (session, own) => session.count(own, op)),
    watch: async function* (query, op) {
      yield* within(query, (session, own) => session.watch(own, op));
    },
    read: async (model, keys, columns, op) => {
      const { session, name } = locate(model);
      return session.read(name, keys, columns, op);
    },
    cell: async (model, key, field, limitBytes, op) => {
      const { session, name } = locate(model);
      return session.cell(name, key, field, limitBytes, op);
    },
    stream: async function* (model, key, field, op) {
      const { session, name } = locate(model);
      yield* session.stream(name, key, field, op);
    },
    scan: async function* (query, columns, op) {
      yield* within(query, (session, own) => session.scan(own, columns, op));
    },
    ...(readOnly ? {} : { write: createFilesWrite(names, sessionOf) }),
    refresh: () => {
      main.refresh();
      attached.refresh();
    },
    onLost: (listener) => main.onLost(listener),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([attached.close(), main[Symbol.asyncDispose]()]);
    },
  };
}
