import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { HostContext } from './api/context.ts';
import { router } from './api/router.ts';
import { recentCalls } from './api/running-calls.ts';
import { createChannelServer, type ServeChannel } from './api/serve-channel.ts';
import { createByteCapability } from './bytes/capability.ts';
import { createByteHandler } from './bytes/handler.ts';
import { Changes } from './changes/changes.ts';
import { Drafts } from './changes/drafts.ts';
import { Journal } from './changes/journal.ts';
import { Saving } from './changes/saving.ts';
import { Uploads } from './changes/uploads.ts';
import type { HostEnvironment } from './environment.ts';
import { openThumbnails } from './files/thumbnails/thumbnails.ts';
import { Jobs } from './jobs/jobs.ts';
import type { AskedFrom } from './launch/asked-from.ts';
import { openLocalState } from './local-state/local-state.ts';
import type { HostLog } from './log/host-log.ts';
import { watchEventLoop } from './log/loop-watch.ts';
import { addressTarget } from './projects/address-target.ts';
import { addressKind, foreignScheme, knownAddresses } from './projects/address-text.ts';
import { Connections } from './projects/connection-test/connections.ts';
import { Editing } from './projects/editing.ts';
import { examineTarget, type Target } from './projects/examine-target.ts';
import { KnownProjects } from './projects/known-projects.ts';
import { ProjectRegistry } from './projects/open-projects.ts';
import { Opening } from './projects/opening.ts';
import { PartPasswords } from './projects/part-passwords.ts';
import type { Keyring } from './secrets/keyring.ts';
import { Secrets } from './secrets/secrets.ts';
import type { ResolvePlace } from './storage/postgres/connection/resolve-connection.ts';

export interface HostOptions {
  readonly environment: HostEnvironment;
  readonly hostLog: HostLog;
  /** What byte addresses are derived from. Never written, never sent. */
  readonly token: string;
  readonly form: 'browser' | 'desktop';
  /** Refuse every change in every project. */
  readonly readOnly: boolean;
  /** For what can be made again and is shared by all data folders of this person. */
  readonly cacheDirectory: string;
  /** Of the desktop window; `null` in a browser. */
  readonly keyring?: Keyring | null;
  /** Where libpq looks for what an address does not say. Default: the environment, home and name of this process's user. */
  readonly person?: ResolvePlace;
}

/** What to open; `null` is the demo project. */
export type OpenRequest = Extract<Target, { kind: 'project' }> | null;

/** The application without a shell: calls come in on channels, bytes as requests. */
export interface Host {
  readonly context: HostContext;
  /** Answers the calls of one channel until it ends. */
  readonly serve: ServeChannel;
  /** Answers everything below `/b/`. Never rejects. */
  handleBytes(request: Request): Promise<Response>;
  /** Opens a project and puts it in front; resolves with its id. Unreachable parts are no error. */
  openProject(target: OpenRequest): Promise<string>;
  /** Looks at a path or an address before it is opened. @param from where an address was typed, if not here */
  examine(text: string, from?: AskedFrom): Promise<Target>;
  close(): Promise<void>;
}

/**
 * Puts the host together. Whoever calls it owns the data folder.
 * @throws AppError `unsupported` when a newer Storeroom wrote the data folder
 */
export async function createHost(options: HostOptions): Promise<Host> {
  const { environment, hostLog } = options;
  const { log } = environment;
  hostLog.addSecret(options.token);
  const localState = await openLocalState(environment);
  let { cacheLimitMb } = await localState.settings();
  const thumbnails = openThumbnails({ environment, limitBytes: () => cacheLimitMb * 1_000_000 });
  localState.onSettingsChange((settings) => {
    const isLower = settings.cacheLimitMb < cacheLimitMb;
    cacheLimitMb = settings.cacheLimitMb;
    if (isLower)
      thumbnails.trim().catch((error: unknown) => log.warn({ err: error }, 'the thumbnail cache could not be trimmed'));
  });
  const uploads = await Uploads.open({ directory: join(environment.dataDirectory, 'uploads'), localState, log });
  const journal = new Journal(localState.journal);
  const saving = new Saving({ journal, uploads, log });
  const changes = new Changes({ journal, saving, uploads });
  const drafts = new Drafts(localState.drafts);
  const jobs = new Jobs(log);
  const projects = new ProjectRegistry();
  const closing = new AbortController();
  const person = options.person ?? { environment: process.env, home: homedir(), user: userInfo().username };
  const addSecret = (secret: string) => hostLog.addSecret(secret);
  const secrets = await Secrets.open({
    store: localState.secrets,
    keyring: options.keyring ?? null,
    addSecret,
    log,
  });
  const examine = createExamine(environment.dataDirectory, projects, person);
  const projectsDirectory = join(environment.dataDirectory, 'projects');
  const known = new KnownProjects({
    store: localState.projects,
    directory: projectsDirectory,
    log,
    examine,
    isOpen: (id) => projects.find(id) !== undefined,
    forgetSecrets: (id) => secrets.removeProject(id),
  });
  await known.purge();
  const opening = new Opening({
    environment,
    thumbnails,
    jobs,
    cacheDirectory: options.cacheDirectory,
    readOnlyReason: options.readOnly ? 'Storeroom was started with --read-only' : null,
    projects,
    known,
    secrets,
    passwords: new PartPasswords({ secrets, place: person, addSecret }),
    saving,
    drafts,
    uploads,
    examine,
    closing: closing.signal,
    log,
  });
  const backupDirectory = join(environment.dataDirectory, 'backups', 'projects');
  const editing = new Editing({ known, opening, secrets, backupDirectory });
  const connections = new Connections({ environment, secrets, known, place: person, addSecret });
  const capability = createByteCapability(options.token);
  hostLog.addSecret(capability.prefix);
  const session = { bytes: capability.prefix, form: options.form, version: environment.version };
  const context: HostContext = {
    projects,
    known,
    opening,
    editing,
    connections,
    secrets,
    jobs,
    localState,
    thumbnails,
    changes,
    drafts,
    uploads,
    log,
    hostLog,
    session,
  };
  const stopWatching = watchEventLoop(log, recentCalls);

  return {
    context,
    serve: createChannelServer(router, context),
    handleBytes: createByteHandler(capability, context),
    openProject: (target) => opening.openTarget(target),
    examine,
    close: async () => {
      stopWatching();
      closing.abort();
      // A save in flight still needs its storage and the journal.
      await saving.close();
      await uploads.close();
      // Jobs may use the parts of projects, and everything may use the local state.
      await Promise.all([jobs.close(), projects.close(), thumbnails.close()]);
      await localState.close();
    },
  };
}

/** Looks at what somebody asks to open, without touching what this process has open. */
function createExamine(
  dataDirectory: string,
  projects: ProjectRegistry,
  person: ResolvePlace,
): (text: string, from?: AskedFrom) => Promise<Target> {
  const ownDatabases = ['storeroom.db', 'owner.lock'].map((name) => join(dataDirectory, name));
  return async (text, from) => {
    const kind = addressKind(text);
    if (kind !== null) return addressTarget(kind, text, { ...person, ...from });
    const scheme = foreignScheme(text);
    if (scheme !== null)
      return { kind: 'refused', message: `Addresses of the kind ${scheme}:// are not known. ${knownAddresses}` };
    return examineTarget(text, [...ownDatabases, ...projects.databaseFiles()]);
  };
}
