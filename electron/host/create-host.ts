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
import { openLocalState } from './local-state/local-state.ts';
import type { HostLog } from './log/host-log.ts';
import { watchEventLoop } from './log/loop-watch.ts';
import { demoProjectId, openDemoProject } from './projects/demo-project.ts';
import { examineTarget, type Target } from './projects/examine-target.ts';
import { openManifestProject } from './projects/manifest-project.ts';
import { ProjectRegistry } from './projects/open-projects.ts';

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
  /** Looks at a path before it is opened. */
  examine(path: string): Promise<Target>;
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
  const capability = createByteCapability(options.token);
  hostLog.addSecret(capability.prefix);
  const session = { bytes: capability.prefix, form: options.form, version: environment.version };
  const context: HostContext = {
    projects,
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
  const readOnlyReason = options.readOnly ? 'Storeroom was started with --read-only' : null;

  const ownDatabases = ['storeroom.db', 'owner.lock'].map((name) => join(environment.dataDirectory, name));

  async function open(target: OpenRequest): Promise<string> {
    const known = projects.find(target?.id ?? demoProjectId);
    const shared = { environment, thumbnails, readOnlyReason };
    const project =
      known ??
      (target === null
        ? await openDemoProject({ ...shared, jobs, cacheDirectory: options.cacheDirectory, signal: closing.signal })
        : openManifestProject(target, shared));
    projects.add(project);
    saving.follow(project);
    await localState.rememberProject({ id: project.id, name: project.name, path: project.path });
    log.info({ project: project.id }, 'project opened');
    return project.id;
  }

  return {
    context,
    serve: createChannelServer(router, context),
    handleBytes: createByteHandler(capability, context),
    openProject: (target) => projects.opening(() => open(target)),
    examine: (path) => examineTarget(path, [...ownDatabases, ...projects.databaseFiles()]),
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
