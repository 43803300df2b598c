import type { JournalEntry } from '../local-state/journal-store.ts';
import type { OpenProject } from '../projects/open-project.ts';
import type { Operation } from '../storage/connector.ts';
import { parseSummary } from './summary.ts';
import { readOnlyReason } from './writable.ts';

/** What is known of a storage when entries are judged. */
export type StorageStanding =
  | { readonly kind: 'writable'; readonly models: ReadonlySet<string> }
  /** Nothing can be written to it now. A sentence without a full stop. */
  | { readonly kind: 'blocked'; readonly reason: string };

/** Looks at a storage once for all its entries. */
export async function standingOf(project: OpenProject, storage: string, op: Operation): Promise<StorageStanding> {
  const blocked = (reason: string) => ({ kind: 'blocked', reason }) as const;
  const part = project.storages.get(storage);
  if (!part) return blocked(`The project has no storage “${storage}” any more`);
  if (project.readOnlyReason !== null) return blocked(project.readOnlyReason);
  if (part.state.kind !== 'ready') return blocked(`The storage “${storage}” is not open`);
  const session = await part.session();
  if (!session.write) return blocked(await readOnlyReason(session, storage, op));
  return { kind: 'writable', models: new Set((await session.list(op)).map(({ id }) => id)) };
}

/** Why an entry can't be taken back; `null` when it can. */
export function undoBlocked(entry: JournalEntry, standing: StorageStanding, isBeingSaved: boolean): string | null {
  switch (entry.state) {
    case 'failed':
      return 'It was not saved';
    case 'unknown':
      return 'Storeroom ended while saving it, and the rows have been changed since: it can’t be told whether it was saved';
    case 'pending': {
      if (isBeingSaved) return 'It is being saved';
      const unknown = 'Storeroom ended while saving it, and it is not known yet whether it was saved';
      return standing.kind === 'blocked' ? `${unknown}: ${standing.reason}` : unknown;
    }
    case 'saved':
      break;
  }
  if (entry.undoneBy !== null) return 'Already undone';
  if (entry.lostValues > 0) return 'Values that it replaced are not kept any more';
  if (standing.kind === 'blocked') return standing.reason;
  const gone = parseSummary(entry.summary).find(({ model }) => !standing.models.has(model));
  return gone ? `There is no model “${gone.model}” any more` : null;
}
