import { AppError } from '../../../shared/domain/app-error.ts';
import type { HostContext } from '../api/context.ts';
import type { StoragePart } from './storage-part.ts';

/** @throws {AppError} `not_found` for a project that is not open, or a storage it does not have. */
export function findStorage(
  context: Pick<HostContext, 'projects'>,
  { project, storage }: { readonly project: string; readonly storage: string },
): StoragePart {
  const found = context.projects.get(project).storages.get(storage);
  if (!found) throw new AppError('not_found', `No storage “${storage}” in this project`, { subject: storage });
  return found;
}
