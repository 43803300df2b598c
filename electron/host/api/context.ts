import { implement } from '@orpc/server';
import type { Logger } from 'pino';
import { contract } from '../../../shared/contract/index.ts';
import type { Session } from '../../../shared/contract/settings.ts';
import type { Changes } from '../changes/changes.ts';
import type { Drafts } from '../changes/drafts.ts';
import type { Uploads } from '../changes/uploads.ts';
import type { Thumbnails } from '../files/thumbnails/thumbnails.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { LocalState } from '../local-state/local-state.ts';
import type { HostLog } from '../log/host-log.ts';
import type { Connections } from '../projects/connection-test/connections.ts';
import type { Editing } from '../projects/editing.ts';
import type { KnownProjects } from '../projects/known-projects.ts';
import type { OpenProjects } from '../projects/open-projects.ts';
import type { Opening } from '../projects/opening.ts';
import type { Secrets } from '../secrets/secrets.ts';

/** What every handler is given: the services of one host. */
export interface HostContext {
  readonly projects: OpenProjects;
  /** Recent and saved projects, open or not. */
  readonly known: KnownProjects;
  /** Opens and closes projects. */
  readonly opening: Opening;
  /** The settings of projects. */
  readonly editing: Editing;
  /** Reads addresses, and tries whether they can be reached. */
  readonly connections: Connections;
  readonly secrets: Secrets;
  readonly jobs: Jobs;
  readonly localState: LocalState;
  readonly thumbnails: Thumbnails;
  /** Saving, the journal, and taking back. */
  readonly changes: Changes;
  readonly drafts: Drafts;
  readonly uploads: Uploads;
  readonly log: Logger;
  /** Where the log can be read again, as text. */
  readonly hostLog: HostLog;
  /** What the window is told when it connects; `session.bytes` starts every byte address. */
  readonly session: Session;
}

/** The contract, to be implemented group by group. Handlers throw `AppError`; the router maps errors. */
export const api = implement(contract).$context<HostContext>();
