import { AppError } from '../../../shared/domain/app-error.ts';
import type { OpenProject } from '../projects/open-project.ts';
import type { Operation, Session, WriteOps } from '../storage/connector.ts';

/** A storage that takes changes now. */
export interface WritableStorage {
  readonly session: Session;
  readonly write: WriteOps;
}

/** @throws {AppError} `read_only` when nothing of this project may be changed */
export function refuseReadOnlyProject(project: OpenProject): void {
  if (project.readOnlyReason === null) return;
  const advice = project.manifest.readOnly
    ? 'Switch “Read-only” off in its settings.'
    : 'Start Storeroom without --read-only.';
  throw new AppError('read_only', project.readOnlyReason, { subject: project.name, advice });
}

/**
 * The open store with its writing half. The project is asked first: whatever a connector does, a project that is read-only
 * is not written to.
 * @throws {AppError} `not_found`, `connection`, `read_only`
 */
export async function openWritable(project: OpenProject, storage: string, op: Operation): Promise<WritableStorage> {
  const part = project.storages.get(storage);
  if (!part) throw new AppError('not_found', `No storage “${storage}” in this project`, { subject: storage });
  refuseReadOnlyProject(project);
  const session = await part.session();
  if (session.write) return { session, write: session.write };
  throw new AppError('read_only', await readOnlyReason(session, storage, op), { subject: storage });
}

/** Why a session has no writing half: its models say it, each for the whole store. */
export async function readOnlyReason(session: Session, storage: string, op: Operation): Promise<string> {
  const [first] = await session.list(op);
  const reason = first ? (await session.describe(first.id, op)).readOnlyReason : null;
  return reason ?? `The storage “${storage}” can’t be written to`;
}

/** @throws {AppError} `read_only` with the model's own reason */
export async function refuseReadOnlyModels(session: Session, models: Iterable<string>, op: Operation): Promise<void> {
  for (const id of new Set(models)) {
    const { caption, readOnlyReason } = await session.describe(id, op);
    if (readOnlyReason !== null) throw new AppError('read_only', `${caption}: ${readOnlyReason}`, { subject: id });
  }
}
