import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { api, type HostContext } from '../../electron/host/api/context.ts';
import { assembleRouter, groups } from '../../electron/host/api/router.ts';
import { createChannelServer, type ServeChannel } from '../../electron/host/api/serve-channel.ts';
import { createHost } from '../../electron/host/create-host.ts';
import { openHostLog } from '../../electron/host/log/host-log.ts';
import { nodeEnvironment } from '../../electron/server/node-environment.ts';
import type { Page, ViewProgress } from '../../shared/contract/rows.ts';
import { packRows } from '../../shared/domain/packed-cells.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { testToken } from './carriers.ts';

const emptyPage: Page = {
  columns: ['id'],
  cells: packRows([]),
  keys: packRows([]),
  keyWidth: 0,
  first: null,
  last: null,
  atStart: true,
  atEnd: true,
  position: { index: 0, exact: true },
  stopped: null,
  resume: null,
  skipped: [],
  tookMs: 0,
};

function progress(scannedRows: number): ViewProgress {
  return { count: { kind: 'exact', value: 9 }, positions: 'scanning', scannedRows };
}

type Moment = 'cell started' | 'cell aborted' | 'watch waits' | 'watch ended';

/** What the contract lets `changes.apply` answer. */
type Applied = Awaited<ReturnType<HostContext['changes']['apply']>>;

interface Answers {
  page: Page;
  pageError: Error | null;
  watchEvents: number;
  watchWaits: boolean;
  watchError: Error | null;
  applied: Applied;
}

function noChanges(): Applied {
  return { kind: 'saved', entry: null, rows: [] };
}

function initialAnswers(): Answers {
  return {
    page: emptyPage,
    pageError: null,
    watchEvents: 2,
    watchWaits: false,
    watchError: null,
    applied: noChanges(),
  };
}

/** A real host whose `rows` do what a test says, and say what they saw. */
export interface TestHost {
  readonly context: HostContext;
  readonly serve: ServeChannel;
  readonly answers: Answers;
  readonly seen: { captions: unknown; pages: number; changes: unknown };
  readonly emptyPage: Page;
  /** Opens a project without parts. @returns its id */
  openProject(): Promise<string>;
  progress(scannedRows: number): ViewProgress;
  waitFor(moment: Moment): Promise<void>;
  reset(): void;
  close(): Promise<void>;
}

export async function openTestHost(): Promise<TestHost> {
  const { path, remove } = await makeTemporaryDirectory();
  const hostLog = openHostLog(`${path}/logs`);
  const environment = nodeEnvironment({ dataDirectory: path, log: hostLog.log, version: '0.0.0-test' });
  const host = await createHost({
    environment,
    hostLog,
    token: testToken,
    form: 'browser',
    readOnly: false,
    cacheDirectory: `${path}/cache`,
  });
  const projectFolder = join(path, 'project');
  mkdirSync(projectFolder);
  writeFileSync(join(projectFolder, 'storeroom.json'), JSON.stringify({ version: 1, name: 'Shop' }));
  const answers = initialAnswers();
  const seen: TestHost['seen'] = { captions: null, pages: 0, changes: null };
  const moments = new Set<Moment>();

  const rows: typeof groups.rows = {
    ...groups.rows,
    page: api.rows.page.handler(() => {
      seen.pages += 1;
      if (answers.pageError) throw answers.pageError;
      return answers.page;
    }),
    cell: {
      get: api.rows.cell.get.handler(async ({ signal }) => {
        moments.add('cell started');
        await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
        moments.add('cell aborted');
        throw signal?.reason;
      }),
    },
    captions: {
      list: api.rows.captions.list.handler(({ input }) => {
        seen.captions = input;
        return input.values.map(() => null);
      }),
    },
    watch: api.rows.watch.handler(async function* ({ signal }) {
      try {
        for (let index = 0; index < answers.watchEvents; index++) {
          yield progress(index);
          if (answers.watchError) throw answers.watchError;
          // Others get their turn, as they do between the events of a real scan.
          await delay(1);
        }
        if (!answers.watchWaits) return;
        moments.add('watch waits');
        await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
      } finally {
        moments.add('watch ended');
      }
    }),
  };

  const changes: typeof groups.changes = {
    ...groups.changes,
    apply: api.changes.apply.handler(({ input }) => {
      seen.changes = input.changes;
      return answers.applied;
    }),
  };

  return {
    context: host.context,
    openProject: async () => {
      const target = await host.examine(projectFolder);
      if (target.kind === 'refused') throw new Error(target.message);
      return host.openProject(target);
    },
    serve: createChannelServer(assembleRouter({ ...groups, rows, changes }), host.context),
    answers,
    seen,
    emptyPage,
    progress,
    waitFor: async (moment) => {
      while (!moments.has(moment)) await delay(1);
    },
    reset: () => {
      Object.assign(answers, initialAnswers());
      Object.assign(seen, { captions: null, pages: 0, changes: null });
      moments.clear();
    },
    close: async () => {
      await host.close();
      await hostLog.flush();
      await remove();
    },
  };
}
