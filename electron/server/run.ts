import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/domain/app-error.ts';
import { createHost, type Host, type OpenRequest } from '../host/create-host.ts';
import { askedFrom } from '../host/launch/asked-from.ts';
import type { Closing } from '../host/launch/end-in-time.ts';
import { createHandoverHandler, type Wish, type WishAnswer } from '../host/launch/handover.ts';
import { openWished } from '../host/launch/open-wished.ts';
import type { LaunchOptions } from '../host/launch/options.ts';
import { ownDataFolder } from '../host/launch/own-data-folder.ts';
import {
  defaultDataDirectory,
  hasBuiltRenderer,
  productVersion,
  projectDirectory,
  rendererDirectory,
} from '../host/launch/places.ts';
import { StartRefused } from '../host/launch/start-refused.ts';
import type { DataLock } from '../host/local-state/data-lock.ts';
import { type HostLog, openHostLog } from '../host/log/host-log.ts';
import { userCacheDirectory } from '../host/services/user-cache.ts';
import { viteRenderer } from './dev-renderer.ts';
import { type HttpServer, startHttpServer } from './http.ts';
import { type OpenedWindow, openWindow } from './launch/open-window.ts';
import { nodeEnvironment } from './node-environment.ts';
import { builtRenderer } from './static-app.ts';
import { createRpcSockets } from './websocket.ts';

/** How the program talks to the person who started it. */
export interface Terminal {
  /** The address line, and nothing else. */
  address(line: string): void;
  /** Everything else, a line each. */
  note(line: string): void;
}

export type Started =
  /** Another process has the data folder and has taken over the wish. */
  | { readonly kind: 'handedOver' }
  | ({
      readonly kind: 'running';
      readonly address: string;
      /** Resolves when the app window that was opened is closed; never, when there is none. */
      readonly windowClosed: Promise<void>;
    } & Closing);

/**
 * Starts the browser form: takes the data folder, listens, prints the address, opens a window. The project opens
 * meanwhile; what the window asks about it waits.
 * @throws StartRefused
 */
export async function run(options: LaunchOptions, terminal: Terminal): Promise<Started> {
  const dataDirectory = options.dataDirectory ?? defaultDataDirectory();
  const folder = await ownDataFolder(dataDirectory, wishOf(options));
  if (folder.kind === 'handedOver') {
    terminal.note('Storeroom runs already with this data folder; it has taken this over');
    terminal.address(folder.address);
    return { kind: 'handedOver' };
  }
  try {
    return await runOwned(options, dataDirectory, folder.lock, terminal);
  } catch (error) {
    folder.lock.release();
    throw error instanceof AppError
      ? new StartRefused([error.message, error.detail.advice].filter(Boolean).join('. '))
      : error;
  }
}

async function runOwned(
  options: LaunchOptions,
  dataDirectory: string,
  dataLock: DataLock,
  terminal: Terminal,
): Promise<Started> {
  if (!options.dev && !hasBuiltRenderer())
    throw new StartRefused('The window is not built yet; run "npm run build" first');
  const hostLog = openHostLog(join(dataDirectory, 'logs'));
  const token = options.token ?? randomBytes(32).toString('base64url');
  hostLog.addSecret(token);
  hostLog.addSecret(dataLock.secret);
  const cacheDirectory = userCacheDirectory();
  mkdirSync(cacheDirectory, { recursive: true, mode: 0o700 });
  const { log } = hostLog;
  const environment = nodeEnvironment({ dataDirectory, log, version: productVersion() });
  const host = await createHost({
    environment,
    hostLog,
    token,
    form: 'browser',
    readOnly: options.readOnly,
    cacheDirectory,
  });
  try {
    const target = await examine(host, options.target);
    return await serve({ options, dataDirectory, dataLock, terminal, host, hostLog, token, target });
  } catch (error) {
    await host.close();
    await hostLog.flush();
    throw error;
  }
}

/** What a running Storeroom is asked for instead. */
function wishOf({ target, open }: LaunchOptions): Wish {
  const from = askedFrom(target);
  return from ? { target, open, from } : { target, open };
}

async function examine(host: Host, wished: string | null): Promise<OpenRequest> {
  if (wished === null) return null;
  const target = await host.examine(wished);
  if (target.kind === 'refused') throw new StartRefused(target.message);
  return target;
}

interface Serving {
  readonly options: LaunchOptions;
  readonly dataDirectory: string;
  readonly dataLock: DataLock;
  readonly terminal: Terminal;
  readonly host: Host;
  readonly hostLog: HostLog;
  readonly token: string;
  readonly target: OpenRequest;
}

async function serve(serving: Serving): Promise<Started> {
  const { options, dataLock, terminal, host, hostLog, token } = serving;
  const { log } = hostLog;
  const windows = new Windows(serving);
  const server = await listen(serving, async (wish) => {
    const opened = await openWished(host, wish.target, log, wish.from);
    if (opened.kind === 'refused') return opened;
    if (wish.open) windows.open(urlOf(server, token));
    return { kind: 'opened', address: addressLine(server, token) };
  });
  const address = addressLine(server, token);
  // Calls about projects wait for this; a failure reaches the window, which offers to try again.
  host.openProject(serving.target).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'aborted') return;
    log.error({ err: error }, 'the project could not be opened');
  });
  dataLock.announce(server.origin);
  terminal.address(address);
  if (options.open) windows.open(urlOf(server, token));
  return {
    kind: 'running',
    address,
    windowClosed: windows.closed,
    close: async () => {
      await Promise.all([server.close(), windows.close()]);
      await host.close();
      await hostLog.flush();
      dataLock.release();
    },
    abandon: (reason, error) => {
      log.fatal({ err: error }, reason);
      hostLog.flushSync();
      dataLock.release();
    },
  };
}

async function listen(
  { options, terminal, dataLock, host, hostLog, token }: Serving,
  grant: (wish: Wish) => Promise<WishAnswer>,
): Promise<HttpServer> {
  const { log } = hostLog;
  const sockets = createRpcSockets({ token, serve: host.serve, log });
  try {
    return await startHttpServer(options.port, {
      log,
      sockets,
      theme: async () => (await host.context.localState.settings()).theme,
      renderer: (server) =>
        options.dev ? viteRenderer(projectDirectory, server, terminal.note) : builtRenderer(rendererDirectory),
      bytes: host.handleBytes,
      handover: createHandoverHandler(dataLock.secret, grant),
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') throw new StartRefused(`Port ${options.port} is in use; choose another one with --port`);
    if (code === 'EACCES')
      throw new StartRefused(`Port ${options.port} needs more rights; choose one above 1023 with --port`);
    throw error;
  }
}

function urlOf(server: HttpServer, token: string): string {
  return `${server.origin}/#token=${token}`;
}

function addressLine(server: HttpServer, token: string): string {
  return `Storeroom: ${urlOf(server, token)}`;
}

/** The windows that this run opens. Closing the last of them ends Storeroom, as it ends any program. */
class Windows {
  readonly closed: Promise<void>;
  readonly #serving: Serving;
  readonly #opened: Promise<OpenedWindow>[] = [];
  #openCount = 0;
  #resolveClosed: () => void = () => {};

  constructor(serving: Serving) {
    this.#serving = serving;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
  }

  /** Returns at once: a browser takes its time, and the address is of use before. */
  open(url: string): void {
    const { dataDirectory, terminal } = this.#serving;
    // A browser that is started again with a profile in use only tells the running one, and ends at once.
    const number = this.#opened.length === 0 ? '' : `-${this.#opened.length + 1}`;
    const profileDirectory = join(dataDirectory, `browser-profile${number}`);
    const opened = openWindow({ url, profileDirectory, log: (line) => terminal.note(line) });
    this.#opened.push(opened);
    void opened.then(async (window) => {
      if (window.kind !== 'window') return;
      this.#openCount += 1;
      await window.closed;
      this.#openCount -= 1;
      if (this.#openCount === 0) this.#resolveClosed();
    });
  }

  async close(): Promise<void> {
    const windows = await Promise.all(this.#opened);
    await Promise.all(windows.map(async (window) => (window.kind === 'window' ? window.close() : undefined)));
  }
}
