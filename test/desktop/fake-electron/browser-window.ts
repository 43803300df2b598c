import { EventEmitter } from 'node:events';
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron';
import type { FakeApp } from './app.ts';
import { makeEvent } from './event.ts';
import type { FakeIpcMain } from './ipc-main.ts';
import type { FakeProtocol } from './protocol.ts';
import { ElectronRule } from './rule.ts';
import type { FakeSession } from './session.ts';
import { FakeWebContents } from './web-contents.ts';

type Members =
  | 'close'
  | 'destroy'
  | 'focus'
  | 'getBounds'
  | 'getNormalBounds'
  | 'isDestroyed'
  | 'isFullScreen'
  | 'isMaximized'
  | 'isMinimized'
  | 'isVisible'
  | 'maximize'
  | 'minimize'
  | 'restore'
  | 'setBounds'
  | 'setFullScreen'
  | 'show';

export interface WindowWorld {
  readonly app: FakeApp;
  readonly ipcMain: FakeIpcMain;
  readonly protocol: FakeProtocol;
  readonly session: () => FakeSession;
}

interface WindowClass {
  new (options?: BrowserWindowConstructorOptions): FakeBrowserWindow;
  fromWebContents(contents: FakeWebContents): FakeBrowserWindow | null;
  getAllWindows(): FakeBrowserWindow[];
}

/** The class an application gets as `BrowserWindow`, bound to its instance. */
export function windowClassOf(world: WindowWorld): WindowClass {
  return class extends FakeBrowserWindow {
    constructor(options: BrowserWindowConstructorOptions = {}) {
      super(world, options);
    }

    static fromWebContents(contents: FakeWebContents): FakeBrowserWindow | null {
      return [...world.app.windows].find((window) => window.webContents === contents) ?? null;
    }

    static getAllWindows(): FakeBrowserWindow[] {
      return [...world.app.windows];
    }
  };
}

export class FakeBrowserWindow extends EventEmitter implements Pick<BrowserWindow, Members> {
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents: FakeWebContents;
  focusCount = 0;
  readonly #app: FakeApp;
  #bounds: Rectangle;
  #isDestroyed = false;
  #isMaximized = false;
  #isMinimized = false;
  #isFullScreen = false;
  #isVisible: boolean;
  #isReadyToShow = false;

  constructor(world: WindowWorld, options: BrowserWindowConstructorOptions) {
    super();
    if (!world.app.isReady()) {
      throw new ElectronRule(
        'Cannot create BrowserWindow before app is ready',
        'api/browser-window: "This module cannot be used until the ready event of the app module is emitted"',
      );
    }
    this.options = options;
    this.#app = world.app;
    const { x = 0, y = 0, width = 800, height = 600, show = true, webPreferences } = options;
    this.#bounds = { x, y, width, height };
    this.#isVisible = show;
    this.webContents = new FakeWebContents({
      window: this,
      preload: webPreferences?.preload,
      ipcMain: world.ipcMain,
      protocol: world.protocol,
      session: world.session(),
    });
    world.app.windows.add(this);
    world.app.emit('web-contents-created', makeEvent({}), this.webContents);
    world.app.emit('browser-window-created', makeEvent({}), this);
  }

  async loadURL(address: string): Promise<void> {
    this.#assertAlive();
    await this.webContents.loadURL(address);
  }

  /** The page has drawn for the first time. */
  pageIsReady(): void {
    if (this.#isReadyToShow || this.#isDestroyed) return;
    this.#isReadyToShow = true;
    this.emit('ready-to-show');
  }

  /** api/browser-window: win.close: 'close' first, then the page's beforeunload, then it is closed. */
  close(): void {
    this.#assertAlive();
    const asked = makeEvent({});
    this.emit('close', asked);
    if (asked.defaultPrevented || this.#pageStays()) {
      this.#app.windowKept();
      return;
    }
    this.destroy();
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.webContents.destroy();
    this.emit('closed');
    this.#app.windowClosed(this);
  }

  /** api/web-contents: 'will-prevent-unload': preventDefault ignores the page's wish to stay. */
  #pageStays(): boolean {
    if (!this.webContents.page?.wantsToStay) return false;
    const asked = makeEvent({});
    this.webContents.emit('will-prevent-unload', asked);
    return !asked.defaultPrevented;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  isVisible(): boolean {
    return this.#isVisible;
  }

  show(): void {
    this.#assertAlive();
    this.#isVisible = true;
  }

  focus(): void {
    this.#assertAlive();
    this.focusCount += 1;
  }

  minimize(): void {
    this.#isMinimized = true;
  }

  isMinimized(): boolean {
    this.#assertAlive();
    return this.#isMinimized;
  }

  restore(): void {
    this.#isMinimized = false;
  }

  maximize(): void {
    this.#assertAlive();
    this.#isMaximized = true;
    this.emit('resize');
  }

  isMaximized(): boolean {
    this.#assertAlive();
    return this.#isMaximized;
  }

  setFullScreen(flag: boolean): void {
    this.#assertAlive();
    this.#isFullScreen = flag;
  }

  isFullScreen(): boolean {
    this.#assertAlive();
    return this.#isFullScreen;
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.#assertAlive();
    this.#bounds = { ...this.#bounds, ...bounds };
    this.emit('move');
    this.emit('resize');
  }

  getBounds(): Rectangle {
    this.#assertAlive();
    return { ...this.#bounds };
  }

  getNormalBounds(): Rectangle {
    return this.getBounds();
  }

  #assertAlive(): void {
    if (this.#isDestroyed) {
      throw new ElectronRule(
        'Object has been destroyed',
        'api/browser-window: Event: \'closed\': "you should remove the reference to the window and avoid using it any more"',
      );
    }
  }
}
