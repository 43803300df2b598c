import type { BrowserWindow, WebContents } from 'electron';
import type { Logger } from 'pino';
import { desktopChannels } from '../../shared/transport/desktop-bridge.ts';
import { appUrl } from './app-scheme.ts';
import type { CloseGuard } from './close-guard.ts';
import type { ElectronParts } from './electron-parts.ts';
import { displaysKey, placeWindow, smallestSize } from './window-bounds.ts';
import type { WindowMemory } from './window-memory.ts';

/** A window that is dragged tells of every step. */
const settleMs = 400;
const reloadButton = 0;

/** The colours of the page before its first paint (`--sr-background` of the two themes). */
const backgrounds = { light: '#fbfbfc', dark: '#17181c' };

export interface MainWindowParts {
  readonly electron: Pick<ElectronParts, 'app' | 'BrowserWindow' | 'dialog' | 'nativeTheme' | 'screen'>;
  /** The built preload, an absolute path. */
  readonly preload: string;
  readonly memory: WindowMemory;
  readonly guard: CloseGuard;
  readonly log: Logger;
  /** The person keeps the window open although it was asked to close. */
  readonly onKept: () => void;
}

/** The one window. On a Mac the application stays when it is closed, and opens it anew. */
export class MainWindow {
  readonly #parts: MainWindowParts;
  #window: BrowserWindow | null = null;
  /** A page that has connected listens; one that still loads finds the project by itself. */
  #isPageListening = false;

  constructor(parts: MainWindowParts) {
    this.#parts = parts;
  }

  get contents(): WebContents | null {
    return this.#window?.webContents ?? null;
  }

  get window(): BrowserWindow | null {
    return this.#window;
  }

  /** The page has its port, and with it everything it listens to. */
  pageConnected(): void {
    this.#isPageListening = true;
  }

  /** Shows the window, in front; makes it when there is none. */
  show(path = '/'): void {
    if (this.#window === null) {
      this.#open(path);
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** Shows another project, which is open in the host. */
  showProject(project: string): void {
    const path = `/p/${encodeURIComponent(project)}`;
    if (this.#window === null) {
      this.show(path);
      return;
    }
    // Without leaving the page: its tabs, and what is staged in it, stay.
    if (this.#isPageListening) this.#window.webContents.send(desktopChannels.openProject, project);
    else this.#load(path);
    this.show();
  }

  send(channel: string, value: string): void {
    this.#window?.webContents.send(channel, value);
  }

  #open(path: string): void {
    const { electron, guard, memory, onKept, preload } = this.#parts;
    const displays = electron.screen.getAllDisplays();
    const left = memory.recall(displaysKey(displays));
    const window = new electron.BrowserWindow({
      ...placeWindow(left, displays),
      minWidth: smallestSize.width,
      minHeight: smallestSize.height,
      title: 'Storeroom',
      show: false,
      backgroundColor: electron.nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light,
      webPreferences: {
        preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
      },
    });
    this.#window = window;
    window.once('ready-to-show', () => {
      if (left?.isMaximized) window.maximize();
      if (left?.isFullScreen) window.setFullScreen(true);
      window.show();
    });
    this.#rememberBounds(window);
    guard.watch(window, onKept);
    window.on('closed', () => {
      this.#window = null;
      this.#isPageListening = false;
      guard.setUnsaved(0);
    });
    this.#watchPage(window);
    this.#load(path);
  }

  #load(path: string): void {
    this.#window?.loadURL(appUrl(path)).catch((error: unknown) => {
      // Also when another load takes its place; the page itself says what it lacks.
      this.#parts.log.warn({ err: error }, 'the page was not loaded');
    });
  }

  #rememberBounds(window: BrowserWindow): void {
    const { electron, memory } = this.#parts;
    const keep = () => {
      memory.keep(displaysKey(electron.screen.getAllDisplays()), {
        bounds: window.getNormalBounds(),
        isMaximized: window.isMaximized(),
        isFullScreen: window.isFullScreen(),
      });
    };
    let timer: NodeJS.Timeout | undefined;
    const keepSoon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (!window.isDestroyed()) keep();
      }, settleMs);
    };
    window.on('resize', keepSoon);
    window.on('move', keepSoon);
    window.on('close', () => {
      clearTimeout(timer);
      keep();
    });
  }

  #watchPage(window: BrowserWindow): void {
    const { guard, log } = this.#parts;
    const { webContents } = window;
    webContents.on('did-start-navigation', (details) => {
      if (!details.isMainFrame || details.isSameDocument) return;
      // The page that had told about staged edits goes; its drafts are on disk.
      this.#isPageListening = false;
      guard.setUnsaved(0);
    });
    webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      this.#isPageListening = false;
      if (reason === 'clean-exit' || window.isDestroyed()) return;
      log.error({ reason, exitCode }, 'the page has crashed');
      void this.#offerReload('The window has stopped working', 'Staged edits are kept as drafts and offered again.', [
        'Load again',
        'Quit',
      ]);
    });
    window.on('unresponsive', () => {
      log.warn('the page does not respond');
      void this.#offerReload('The window does not respond', 'It may be busy with something large.', [
        'Load again',
        'Wait',
      ]);
    });
    webContents.on('did-fail-load', (_event, code, description, address, isMainFrame) => {
      // -3: another load took its place.
      if (isMainFrame && code !== -3) log.error({ code, description, address }, 'the page could not be loaded');
    });
    webContents.on('preload-error', (_event, path, error) => log.error({ err: error, path }, 'the preload failed'));
  }

  async #offerReload(message: string, detail: string, buttons: [string, 'Quit' | 'Wait']): Promise<void> {
    const { app, dialog } = this.#parts.electron;
    const window = this.#window;
    if (!window) return;
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message,
      detail,
      buttons,
      defaultId: reloadButton,
      cancelId: 1,
      noLink: true,
    });
    if (window.isDestroyed()) return;
    if (response === reloadButton) window.webContents.reload();
    else if (buttons[1] === 'Quit') app.quit();
  }
}
