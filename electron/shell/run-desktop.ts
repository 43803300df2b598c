import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Channel } from '../../shared/transport/channel.ts';
import { readBuiltFiles } from '../host/app-page/built-files.ts';
import { createHost, type Host } from '../host/create-host.ts';
import { type AskedFrom, askedFrom } from '../host/launch/asked-from.ts';
import { endInTime } from '../host/launch/end-in-time.ts';
import { createHandoverHandler } from '../host/launch/handover.ts';
import { openWished } from '../host/launch/open-wished.ts';
import { ownDataFolder } from '../host/launch/own-data-folder.ts';
import { productVersion } from '../host/launch/places.ts';
import { StartRefused } from '../host/launch/start-refused.ts';
import type { DataLock } from '../host/local-state/data-lock.ts';
import { type HostLog, openHostLog } from '../host/log/host-log.ts';
import { userCacheDirectory } from '../host/services/user-cache.ts';
import { createAppProtocol } from './app-protocol.ts';
import { appScheme } from './app-scheme.ts';
import { createCloseGuard } from './close-guard.ts';
import type { DesktopPlaces, DesktopProgram } from './desktop-program.ts';
import type { ElectronParts } from './electron-parts.ts';
import { createExternalLinks } from './external-links.ts';
import { openHandoverDoor } from './handover-door.ts';
import { hardenContents } from './harden-contents.ts';
import { hardenSession } from './harden-session.ts';
import { MainWindow } from './main-window.ts';
import { showMenu } from './menu.ts';
import { listenToPage } from './page-messages.ts';
import { choosePath, chooseProjectPath } from './project-dialog.ts';
import { createSecretVault } from './secret-vault.ts';
import { shellEnvironment } from './shell-environment.ts';
import type { Inbox } from './start-desktop.ts';
import { openWindowMemory } from './window-memory.ts';

/** Pages get so long to tell what they leave (layouts, drafts) when a signal ends the process. */
const leaveWithinMs = 300;

export interface DesktopRun {
  readonly electron: ElectronParts;
  readonly program: DesktopProgram;
  readonly places: DesktopPlaces;
  readonly inbox: Inbox;
  readonly dataDirectory: string;
  readonly readOnly: boolean;
}

/**
 * Runs the desktop form once Electron is ready: takes the data folder, starts the host, opens the window.
 * @throws StartRefused, AppError
 */
export async function runDesktop(run: DesktopRun): Promise<void> {
  const { dataDirectory, electron, inbox, program } = run;
  const wish = inbox.first();
  const from = askedFrom(wish);
  const folder = await ownDataFolder(dataDirectory, { target: wish, open: true, ...(from ? { from } : {}) });
  if (folder.kind === 'handedOver') {
    program.note('Storeroom runs already with this data folder; it has taken this over');
    program.print(`${folder.address}\n`);
    electron.app.exit(0);
    return;
  }
  const hostLog = openHostLog(join(dataDirectory, 'logs'));
  try {
    const host = await startHost(run, hostLog, folder.lock);
    try {
      await serve(run, { host, hostLog, lock: folder.lock });
    } catch (error) {
      await host.close();
      throw error;
    }
  } catch (error) {
    await hostLog.flush();
    folder.lock.release();
    throw error;
  }
}

async function startHost({ dataDirectory, electron, program, readOnly }: DesktopRun, hostLog: HostLog, lock: DataLock) {
  hostLog.addSecret(lock.secret);
  const cacheDirectory = userCacheDirectory();
  mkdirSync(cacheDirectory, { recursive: true, mode: 0o700 });
  return createHost({
    environment: shellEnvironment(electron, { dataDirectory, log: hostLog.log, version: productVersion() }),
    hostLog,
    token: randomBytes(32).toString('base64url'),
    form: 'desktop',
    readOnly,
    cacheDirectory,
    keyring: createSecretVault(electron.safeStorage, program.platform),
  });
}

interface Running {
  readonly host: Host;
  readonly hostLog: HostLog;
  readonly lock: DataLock;
}

async function serve(run: DesktopRun, running: Running): Promise<void> {
  const { dataDirectory, electron, inbox, places, program } = run;
  const { host, hostLog, lock } = running;
  const { log } = hostLog;
  const { app } = electron;
  const target = await examineFirst(host, inbox.first());
  const files = await readBuiltFiles(places.renderer).catch((error: unknown) => {
    throw new StartRefused('The window is not built yet; run "npm run build" first', { cause: error });
  });
  const settings = () => host.context.localState.settings();
  electron.protocol.handle(
    appScheme.scheme,
    createAppProtocol({ log, files, theme: async () => (await settings()).theme, bytes: host.handleBytes }),
  );
  hardenSession(electron.session.defaultSession, electron, log);
  const links = createExternalLinks(electron, log);
  app.on('web-contents-created', (_event, contents) => hardenContents(contents, links, log));
  electron.nativeTheme.themeSource = (await settings()).theme;
  host.context.localState.onSettingsChange(({ theme }) => {
    electron.nativeTheme.themeSource = theme;
  });

  const guard = createCloseGuard(electron);
  const channels = new Set<Channel>();
  const ending = createEnding(run, running, channels);
  const main = new MainWindow({
    electron,
    preload: places.preload,
    memory: openWindowMemory(dataDirectory, log),
    guard,
    log,
    onKept: ending.notNow,
  });
  const grant = (wished: string | null, from?: AskedFrom) => openWished(host, wished, log, from);
  const openPath = async (path: string, from?: AskedFrom) => {
    const opened = await grant(path, from);
    if (opened.kind === 'opened') main.showProject(opened.project);
    else await electron.dialog.showMessageBox({ type: 'error', message: 'It can’t be opened', detail: opened.message });
  };
  const chooseProject = async () => {
    const path = await chooseProjectPath(electron, main.window);
    if (path !== null) await openPath(path);
  };
  const menu = showMenu(electron, { main, chooseProject, logs: join(dataDirectory, 'logs'), program, log });
  listenToPage(
    electron,
    {
      contents: () => main.contents,
      connect: (channel) => {
        channels.add(channel);
        channel.onClose(() => channels.delete(channel));
        host.serve(channel);
        main.pageConnected();
      },
      setUnsaved: guard.setUnsaved,
      setCommands: menu.setCommands,
      chooseProject,
      choosePath: (kind) => choosePath(electron, main.window, kind),
      openExternal: links.open,
    },
    log,
  );
  const show = (wished: string | null, from?: AskedFrom) => {
    if (wished === null) main.show();
    else void openPath(wished, from);
  };
  const door = await openHandoverDoor(
    dataDirectory,
    createHandoverHandler(lock.secret, async ({ target: wished, open, from }) => {
      const opened = wished === null ? null : await grant(wished, from);
      if (opened?.kind === 'refused') return opened;
      if (open && opened) main.showProject(opened.project);
      else if (open) main.show();
      return { kind: 'opened', address: 'Storeroom: shown in its own window' };
    }),
  );
  ending.alsoClose(() => door.close());
  lock.announce(door.origin);

  app.on('child-process-gone', (_event, { type, reason, name }) => log.warn({ type, reason, name }, 'a process ended'));
  app.on('activate', () => main.show());
  app.on('window-all-closed', () => {
    if (program.platform !== 'darwin' || ending.isQuitting()) app.quit();
  });
  program.onEndSignal(() => {
    guard.disarm();
    app.quit();
    setTimeout(() => void ending.end(), leaveWithinMs);
  });

  // Calls about projects wait for this; a failure reaches the window, which offers to try again.
  host.openProject(target).catch((error: unknown) => log.error({ err: error }, 'the project could not be opened'));
  main.show();
  // What was asked for meanwhile is known only now; what the command line named is being opened.
  inbox.onLater(show);
  program.print('Storeroom: shown in its own window\n');
}

async function examineFirst(host: Host, wished: string | null) {
  if (wished === null) return null;
  const target = await host.examine(wished);
  if (target.kind === 'refused') throw new StartRefused(target.message);
  return target;
}

/** The way out: windows first (they may be kept open), then the host, then the process. */
function createEnding({ electron: { app }, program }: DesktopRun, running: Running, channels: ReadonlySet<Channel>) {
  const { host, hostLog, lock } = running;
  const others: (() => Promise<void>)[] = [];
  let isQuitting = false;
  let ended: Promise<void> | null = null;
  const closing = {
    close: async () => {
      for (const channel of channels) channel.close();
      await Promise.all(others.map((close) => close()));
      await host.close();
      await hostLog.flush();
      lock.release();
    },
    abandon: (reason: string, error?: unknown) => {
      hostLog.log.fatal({ err: error }, reason);
      hostLog.flushSync();
      lock.release();
    },
  };
  const end = () => {
    ended ??= endInTime(closing, (code) => app.exit(code), program.kill);
    return ended;
  };
  app.on('before-quit', () => {
    isQuitting = true;
  });
  app.on('will-quit', (event) => {
    event.preventDefault();
    void end();
  });
  program.onBug((error) => {
    closing.abandon('uncaught error', error);
    program.note(`Storeroom ended on an unexpected error: ${error.message}`);
    app.exit(1);
  });
  return {
    end,
    isQuitting: () => isQuitting,
    notNow: () => {
      isQuitting = false;
    },
    alsoClose: (close: () => Promise<void>) => void others.push(close),
  };
}
