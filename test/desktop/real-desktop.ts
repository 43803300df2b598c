import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { desktopBridgeName } from '../../shared/transport/desktop-bridge.ts';
import type { Bounds, CloseAttempt, Desktop, DesktopPlace } from './desktop.ts';

export interface RealRuntime {
  /** Electron's program. */
  readonly program: string;
  /** The built main process. */
  readonly entry: string;
}

const launchLimitMs = 60_000;
/** What a page may take to go somewhere it must not go. */
const settleMs = 500;

declare global {
  /** In the main process of a driven application: what it has asked the person. */
  var storeroomQuestions: string[] | undefined;
}

/** The built application on the real runtime, driven through its inspector. */
export class RealDesktop implements Desktop {
  readonly #runtime: RealRuntime;
  readonly #place: DesktopPlace;
  #app: ElectronApplication;
  #page: Page;

  private constructor(runtime: RealRuntime, place: DesktopPlace, app: ElectronApplication, page: Page) {
    this.#runtime = runtime;
    this.#place = place;
    this.#app = app;
    this.#page = page;
  }

  static async open(runtime: RealRuntime, place: DesktopPlace): Promise<RealDesktop> {
    const { app, page } = await launch(runtime, place);
    return new RealDesktop(runtime, place, app, page);
  }

  windowCount(): Promise<number> {
    return this.#app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  }

  async showsModel(name: string): Promise<boolean> {
    return (
      (await this.#page
        .getByRole('navigation')
        .getByRole('link', { name: new RegExp(name, 'i') })
        .count()) > 0
    );
  }

  async showsThumbnail(): Promise<boolean> {
    const project = /\/p\/([^/?]+)/.exec(this.#page.url())?.[1];
    if (project === undefined) return false;
    if (!this.#page.url().includes('/files/')) {
      await this.#page.goto(`storeroom://app/p/${project}/files/uploads/shop.album`);
    }
    return this.#page.evaluate(() =>
      [...document.querySelectorAll<HTMLImageElement>('main img')].some((image) => image.naturalWidth > 0),
    );
  }

  pagePolicy(): Promise<string> {
    return this.#page.evaluate(async () => {
      const response = await fetch('/p/shop');
      const policy = response.headers.get('content-security-policy') ?? '';
      const nonce = /'nonce-([\w-]+)'/.exec(policy)?.[1];
      return (await response.text()).includes(`nonce="${nonce}"`) ? policy : '';
    });
  }

  canOutsiderRead(): Promise<boolean> {
    return this.#app.evaluate(async ({ BrowserWindow }) => {
      const outsider = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
      try {
        await outsider.loadURL('data:text/html,<title>outside</title>');
        const attempt = `fetch('storeroom://app/').then((answer) => answer.text()).then(() => true, () => false)`;
        return Boolean(await outsider.webContents.executeJavaScript(attempt));
      } finally {
        outsider.destroy();
      }
    });
  }

  canReachOutside(): Promise<boolean> {
    return this.#page.evaluate(async () => {
      const outside = ['https://example.com/', 'http://127.0.0.1:1/', 'file:///etc/hosts'];
      const answers = await Promise.allSettled(outside.map((address) => fetch(address, { mode: 'no-cors' })));
      return answers.some(({ status }) => status === 'fulfilled');
    });
  }

  async navigates(address: string): Promise<boolean> {
    const before = this.#page.url();
    await this.#page.evaluate((to) => {
      window.location.href = to;
    }, address);
    await delay(settleMs);
    return this.#page.url() !== before;
  }

  opensWindow(address: string): Promise<boolean> {
    return this.#page.evaluate((to) => window.open(to) !== null, address);
  }

  getsPermission(permission: 'geolocation' | 'notifications'): Promise<boolean> {
    return this.#page.evaluate(
      async (name) => (await navigator.permissions.query({ name })).state === 'granted',
      permission,
    );
  }

  leaks(): Promise<readonly string[]> {
    return this.#page.evaluate(
      (names) => names.filter((name) => name in window),
      ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer', desktopBridgeName],
    );
  }

  async startSecond(target: string): Promise<number> {
    const { entry, program } = this.#runtime;
    const child = spawn(program, [entry, `--data=${this.#place.data}`, target], { stdio: 'ignore' });
    const [code]: unknown[] = await once(child, 'exit');
    return typeof code === 'number' ? code : -1;
  }

  async closeWithStaged(count: number, button: 'Cancel' | 'Close anyway'): Promise<CloseAttempt> {
    const ended = once(this.#app.process(), 'exit').then(() => true);
    await this.#app.evaluate(
      ({ dialog }, response) => {
        globalThis.storeroomQuestions = [];
        const answer = async (...given: unknown[]) => {
          const options = given.at(-1);
          if (typeof options === 'object' && options !== null && 'message' in options)
            globalThis.storeroomQuestions?.push(String(options.message));
          return { response, checkboxChecked: false };
        };
        Object.assign(dialog, { showMessageBox: answer });
      },
      button === 'Close anyway' ? 0 : 1,
    );
    await this.#page.evaluate(
      ([name, staged]) => {
        // Our own preload put it there; its type is known to this side only by name.
        (window as unknown as Record<string, { setUnsaved(count: number): void }>)[name]?.setUnsaved(staged);
      },
      [desktopBridgeName, count] as const,
    );
    await delay(settleMs);
    // The question must be read before the process is gone with its answer.
    const question = this.#app.evaluate(async ({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.close();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return globalThis.storeroomQuestions?.[0] ?? null;
    });
    const isOver = await Promise.race([ended, delay(2000, false)]);
    return { question: await question.catch(() => null), isOpen: !isOver };
  }

  bounds(): Promise<Bounds> {
    return this.#app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      return window?.getBounds() ?? { x: 0, y: 0, width: 0, height: 0 };
    });
  }

  async setBounds(bounds: Bounds): Promise<void> {
    await this.#app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), bounds);
    await delay(settleMs);
  }

  async restart(): Promise<void> {
    await this.#app.close();
    const { app, page } = await launch(this.#runtime, this.#place);
    this.#app = app;
    this.#page = page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#app.process();
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await Promise.race([once(child, 'exit'), delay(5000)]);
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }
}

async function launch({ entry, program }: RealRuntime, place: DesktopPlace) {
  const app = await _electron.launch({
    executablePath: program,
    args: [entry, `--data=${place.data}`, place.shop],
    cwd: place.directory,
    timeout: launchLimitMs,
  });
  const page = await app.firstWindow({ timeout: launchLimitMs });
  await page.waitForURL(/\/p\//);
  return { app, page };
}
