import { EventEmitter } from 'node:events';
import type { HandlerDetails, WebContents } from 'electron';
import type { FakeBrowserWindow } from './browser-window.ts';
import { makeEvent } from './event.ts';
import type { FakeIpcMain } from './ipc-main.ts';
import { FakePage } from './page.ts';
import type { AskOptions, FakeProtocol } from './protocol.ts';
import { ElectronRule, ipcClone } from './rule.ts';
import type { FakeSession } from './session.ts';

export interface FakeFrame {
  readonly origin: string;
  readonly url: string;
  readonly parent: FakeFrame | null;
}

type Members = 'getURL' | 'isDestroyed' | 'loadURL' | 'reload' | 'send' | 'setWindowOpenHandler';

export interface WebContentsParts {
  readonly window: FakeBrowserWindow;
  readonly preload: string | undefined;
  readonly ipcMain: FakeIpcMain;
  readonly protocol: FakeProtocol;
  readonly session: FakeSession;
}

let nextId = 1;

export class FakeWebContents extends EventEmitter implements Pick<WebContents, Members> {
  readonly id = nextId++;
  readonly session: FakeSession;
  /** The page that is shown now. */
  page: FakePage | null = null;
  mainFrame: FakeFrame = { origin: 'null', url: '', parent: null };
  readonly #parts: WebContentsParts;
  #isDestroyed = false;
  #openHandler: Parameters<WebContents['setWindowOpenHandler']>[0] = () => ({ action: 'allow' });

  constructor(parts: WebContentsParts) {
    super();
    this.#parts = parts;
    this.session = parts.session;
  }

  get ipcMain(): FakeIpcMain {
    return this.#parts.ipcMain;
  }

  getURL(): string {
    return this.mainFrame.url;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  async loadURL(address: string): Promise<void> {
    this.#assertAlive();
    const details = { url: address, isMainFrame: true, isSameDocument: false, isInPlace: false };
    this.emit('did-start-navigation', makeEvent(details));
    let response: Response;
    try {
      response = await this.#parts.protocol.ask(address);
    } catch (error) {
      this.emit('did-fail-load', makeEvent({}), -2, String(error), address, true);
      throw error;
    }
    if (this.#isDestroyed) return;
    this.#leavePage();
    const { protocol, host } = new URL(address);
    this.mainFrame = { origin: `${protocol}//${host}`, url: address, parent: null };
    const page = new FakePage(this, this.mainFrame, this.#parts.ipcMain);
    this.page = page;
    if (this.#parts.preload !== undefined) {
      try {
        page.runPreload(this.#parts.preload);
      } catch (error) {
        // api/web-contents: 'preload-error'; the page is shown without it.
        this.emit('preload-error', makeEvent({}), this.#parts.preload, error);
      }
    }
    await response.text();
    this.emit('dom-ready', makeEvent({}));
    this.emit('did-finish-load');
    this.#parts.window.pageIsReady();
  }

  reload(): void {
    this.#assertAlive();
    void this.loadURL(this.mainFrame.url);
  }

  send(channel: string, ...values: unknown[]): void {
    this.#assertAlive();
    if (this.page) this.page.ipcRenderer.deliver(channel, values);
    else values.map(ipcClone);
  }

  setWindowOpenHandler(handler: Parameters<WebContents['setWindowOpenHandler']>[0]): void {
    this.#openHandler = handler;
  }

  // What a page and its person do.

  /** A key or a click. */
  input(type: 'keyDown' | 'mouseDown'): void {
    this.emit('input-event', makeEvent({}), { type });
  }

  /** `window.open`. @returns whether a window opened */
  open(url: string): boolean {
    // The details that the shell reads.
    return this.#openHandler({ url } as HandlerDetails).action === 'allow';
  }

  /** `location.href = …` or a link. @returns whether the page goes there */
  async navigate(url: string): Promise<boolean> {
    const details = { url, isMainFrame: true, isSameDocument: false, frame: this.mainFrame, initiator: this.mainFrame };
    const asked = makeEvent(details);
    this.emit('will-navigate', asked, url);
    const framed = makeEvent(details);
    this.emit('will-frame-navigate', framed);
    if (asked.defaultPrevented || framed.defaultPrevented) return false;
    await this.loadURL(url);
    return true;
  }

  /** `<webview>` in the page. @returns whether it was attached */
  attachWebview(): boolean {
    const asked = makeEvent({});
    this.emit('will-attach-webview', asked, {}, { src: 'https://evil.example/' });
    return !asked.defaultPrevented;
  }

  /** `fetch` in the page, as far as the scheme and the session let it. */
  async fetch(address: string, options: Omit<AskOptions, 'from'> = {}): Promise<Response> {
    const { protocol } = new URL(address);
    if (!this.session.lets(address)) throw new TypeError('net::ERR_BLOCKED_BY_CLIENT');
    // Chromium's own schemes: it is out, whoever answers. (The policy of the page is the browser's to enforce, not here.)
    if (/^(?:https?|wss?|ftp|file):$/.test(protocol)) return new Response('from outside');
    if (!this.#parts.protocol.privilegesOf(protocol.slice(0, -1)).supportFetchAPI) {
      throw new ElectronRule(
        'Fetch API cannot load. URL scheme is not supported.',
        'api/protocol: registerSchemesAsPrivileged: supportFetchAPI',
      );
    }
    return this.#parts.protocol.ask(address, { ...options, from: this.mainFrame.origin });
  }

  /** The renderer process ends without the page's doing. */
  crash(): void {
    this.#leavePage();
    this.emit('render-process-gone', makeEvent({}), { reason: 'crashed', exitCode: 139 });
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#leavePage();
  }

  #leavePage(): void {
    this.page?.destroy();
    this.page = null;
  }

  #assertAlive(): void {
    if (this.#isDestroyed) {
      throw new ElectronRule('Object has been destroyed', "api/browser-window: win.destroy, Event: 'closed'");
    }
  }
}
