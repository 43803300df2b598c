import type { FileDetails } from '../../../shared/contract/files.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import { cellText } from '../../../shared/domain/cell.ts';
import type { Filter } from '../../../shared/domain/query.ts';
import type { Operation, Session } from '../storage/connector.ts';
import { captionFieldOf, type FileModel, type FilesProject, fileModels } from './file-fields.ts';
import { spellingsOf } from './file-id.ts';

type References = Pick<FileDetails, 'references' | 'referencesComplete'>;

export interface ReferenceSearch {
  readonly root: string;
  readonly storage: string;
  readonly id: string;
}

/** Time for all columns of all storages together. */
const budgetMs = 2000;
/** More rows that refer to one file are not listed; the answer then says that it is not complete. */
const referenceLimit = 50;

/** The rows that refer to a file, over all file columns of the project. Says honestly when it could not look everywhere. */
export async function findReferences(
  project: FilesProject,
  file: ReferenceSearch,
  signal: AbortSignal,
): Promise<References> {
  const until = performance.now() + budgetMs;
  const references: FileDetails['references'] = [];
  let isComplete = true;
  for (const [storage, source] of project.storages) {
    try {
      const session = await source.session();
      for (const { model, fields } of await fileModels(session, project.manifest, operationUntil(until, signal))) {
        for (const field of fields) {
          if (field.file?.root !== file.root || field.file.storage !== file.storage) continue;
          const found = await referencingRows(
            session,
            { model, fields: [field] },
            field.name,
            file.id,
            operationUntil(until, signal),
          );
          references.push(...found.references.map((reference) => ({ storage, ...reference })));
          isComplete &&= found.isComplete;
        }
      }
    } catch (error) {
      // A storage that is away, or out of time: what was found elsewhere is still worth showing.
      if (signal.aborted || !(error instanceof AppError) || !(error.code === 'connection' || error.code === 'timeout'))
        throw error;
      isComplete = false;
    }
  }
  return {
    references: references.slice(0, referenceLimit),
    referencesComplete: isComplete && references.length <= referenceLimit,
  };
}

function operationUntil(until: number, signal: AbortSignal): Operation {
  const timeoutMs = Math.ceil(until - performance.now());
  if (timeoutMs <= 0) throw new AppError('timeout', 'Looking for references took too long');
  return { signal, timeoutMs };
}

async function referencingRows(
  session: Session,
  { model }: FileModel,
  field: string,
  id: string,
  operation: Operation,
) {
  const filter: Filter = { kind: 'in', field, values: spellingsOf(id) };
  const caption = captionFieldOf(model) ?? model.captionField;
  const column = caption ?? model.key.fields[0] ?? field;
  const page = await session.page(
    {
      query: { model: model.id, filter, sort: [], search: '' },
      columns: [column],
      at: { kind: 'start' },
      limit: referenceLimit + 1,
    },
    operation,
  );
  const references = page.keys.flatMap((key, index) => {
    // Rows without a key can't be named, so there is nothing to open.
    if (key.length === 0) return [];
    const text = cellText(page.rows[index]?.[0] ?? null);
    return [{ model: model.id, field, key: [...key], caption: text || key.map(cellText).join(' ') }];
  });
  return { references, isComplete: page.stopped === null && page.atEnd };
}
