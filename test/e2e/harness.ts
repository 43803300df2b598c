import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { test as base, expect } from 'vitest';
import { endWithThisProcess } from '../../electron/host/services/end-with-parent.ts';
import { headlessChromiumForTests, headlessParameters } from '../support/chromium.ts';
import { serviceForTests } from '../support/services.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { connectTo } from './client.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const resultsDirectory = join(repository, 'test-results');

export interface AppRequest {
  /** Project folder, `storeroom.json` or SQLite file; without it the demo project is opened. */
  readonly target?: string;
  /** Further arguments of `npm start`, such as `--read-only`. */
  readonly parameters?: readonly string[];
  /** Default: a new folder that is removed with the app. */
  readonly dataDirectory?: string;
}

/** The built Storeroom in a process of its own, as `npm start -- --no-open` runs it. */
export interface RunningApp {
  /** As it was printed, token included. */
  readonly address: string;
  readonly origin: string;
  readonly token: string;
  readonly dataDirectory: string;
  readonly processId: number;
  /** Everything it printed so far. */
  output(): string;
  /** Asks it to end as Ctrl-C does. @returns the exit code and how long it took. */
  stop(): Promise<{ code: number | null; tookMs: number }>;
  /** Ends it as a crash does; its data folder stays, unless it was made for it. */
  kill(): Promise<void>;
}

const startLimitMs = 30_000;

function untilAddress(child: ChildProcess, words: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`Storeroom ${what}:\n${words.join('\n')}`));
    const limit = setTimeout(() => fail(`printed no address within ${startLimitMs} ms`), startLimitMs);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        words.push(line);
        const address = /^Storeroom: (http:\/\/127\.0\.0\.1:\d+\/#token=\S+)$/.exec(line)?.[1];
        if (address === undefined) return;
        clearTimeout(limit);
        resolve(address);
      });
    }
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => {
      clearTimeout(limit);
      fail(`ended with code ${code}`);
    });
  });
}

/** Starts the built app over a fresh data folder. The demo's rows and files come from the user's cache. */
export async function startApp(request: AppRequest = {}): Promise<RunningApp> {
  if (request.target === undefined) await serviceForTests('demo');
  const data = request.dataDirectory === undefined ? await makeTemporaryDirectory() : null;
  const dataDirectory = data?.path ?? request.dataDirectory ?? '';
  const target = request.target === undefined ? [] : [request.target];
  const child = spawn(
    process.execPath,
    [
      join(repository, 'dist/node/main.js'),
      ...['--no-open', '--port', '0', '--data', dataDirectory],
      ...(request.parameters ?? []),
      ...target,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], cwd: repository },
  );
  // A run that is cut short leaves no app behind.
  const stopWatching = child.pid === undefined ? () => {} : endWithThisProcess(child.pid);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  void ended.then(stopWatching);
  const words: string[] = [];
  let address: string;
  try {
    address = await untilAddress(child, words);
  } catch (error) {
    child.kill('SIGKILL');
    await data?.remove();
    throw error;
  }
  const url = new URL(address);
  return {
    address,
    origin: url.origin,
    token: url.hash.slice('#token='.length),
    dataDirectory,
    processId: child.pid ?? 0,
    output: () => words.join('\n'),
    stop: async () => {
      const begun = performance.now();
      child.kill('SIGINT');
      const code = await ended;
      const tookMs = performance.now() - begun;
      await data?.remove();
      return { code, tookMs };
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
      await data?.remove();
    },
  };
}

export interface PageRequest {
  /** CSS pixels. Default: 1440. */
  readonly width?: number;
  /** CSS pixels. Default: 900. */
  readonly height?: number;
  /** Device pixels for a CSS pixel. Default: 1. */
  readonly deviceScaleFactor?: number;
  /** What the system asks for. Default: light. */
  readonly theme?: 'light' | 'dark';
  /** Where to begin, such as `/p/demo/log`. Default: `/`. */
  readonly path?: string;
}

/** The page and what it did that no page of ours may do. */
interface WatchedPage {
  readonly page: Page;
  readonly problems: string[];
  close(): Promise<void>;
}

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await headlessChromiumForTests(), args: [...headlessParameters] });
}

/** Opens the app in a browser profile of its own and notes every console error, exception and policy violation. */
async function openWatchedPage(browser: Browser, app: RunningApp, request: PageRequest): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: request.width ?? 1440, height: request.height ?? 900 },
    deviceScaleFactor: request.deviceScaleFactor ?? 1,
    colorScheme: request.theme ?? 'light',
    // Pictures and times must not depend on the machine.
    locale: 'en-GB',
    timezoneId: 'UTC',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const problems: string[] = [];
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      // biome-ignore lint/suspicious/noConsole: runs in the page; its console is what the harness listens to
      console.error(
        `Content security policy: ${event.violatedDirective} blocked ${event.blockedURI} (${event.sourceFile})`,
      );
    });
  });
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => problems.push(`exception: ${error.error().stack ?? error.error().message}`));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('crash', () => problems.push('the page crashed'));
  await page.goto(`${app.origin}${request.path ?? '/'}#token=${app.token}`);
  return { page, problems, close: () => context.close() };
}

/** A window is kept a moment after it changed, or not any more when the test is over: no test begins with another's. */
async function forgetTabs(app: RunningApp): Promise<void> {
  using client = await connectTo(app);
  const { projects, settings } = client.calls;
  for (const { id: project } of await projects.list()) {
    const kept = await settings.workspace.get({ project });
    if (kept === null) continue;
    await settings.workspace.apply({ project, workspace: { ...kept, tabs: [], active: -1, columnWidths: {} } });
  }
}

/** A name for a file, from a test's title. */
function fileName(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80);
}

/** Keeps a picture of the page in `test-results/`, to be looked at. @returns its path. */
export async function takePicture(page: Page, name: string): Promise<string> {
  await mkdir(resultsDirectory, { recursive: true });
  const path = join(resultsDirectory, `${fileName(name)}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  return path;
}

/** Fails on violations that axe calls serious or critical; each is named with the elements it concerns. */
export async function expectAccessible(page: Page): Promise<void> {
  // Through the debugger, not as a script of the page: its policy would rightly refuse that.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    // The line above has put `axe` there.
    const { axe: injected } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await injected.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => ({
        id,
        help,
        at: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary}`),
      }));
  });
  expect(violations).toEqual([]);
}

/**
 * `test` with a running app (one for the file), a browser and `openPage`. A test fails when one of its pages met a
 * console error, an exception or a violation of the content security policy; a failed test leaves a picture of each page.
 *
 * @param request what to open, or a function that prepares it
 */
export function testWithApp(request: AppRequest | (() => Promise<AppRequest>) = {}) {
  return base
    .extend('app', { scope: 'file' }, async ({}, { onCleanup }) => {
      const app = await startApp(typeof request === 'function' ? await request() : request);
      onCleanup(async () => void (await app.stop()));
      return app;
    })
    .extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
      const browser = await launchBrowser();
      onCleanup(() => browser.close());
      return browser;
    })
    .extend('openPage', async ({ app, browser, task }, { onCleanup }) => {
      const opened: WatchedPage[] = [];
      onCleanup(async () => {
        const problems = opened.flatMap((one) => one.problems);
        const isFailed = task.result?.state === 'fail' || problems.length > 0;
        for (const [index, { page, close }] of opened.entries()) {
          // A page that crashed gives no picture; the failure itself is told already.
          if (isFailed) await takePicture(page, `failed ${task.name} ${index}`).catch(() => {});
          await close();
        }
        expect(problems, 'what the pages complained about').toEqual([]);
      });
      return async (given: PageRequest = {}): Promise<Page> => {
        if (opened.length === 0) await forgetTabs(app);
        const watched = await openWatchedPage(browser, app, given);
        opened.push(watched);
        return watched.page;
      };
    });
}
