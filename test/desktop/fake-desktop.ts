import { setTimeout as delay } from 'node:timers/promises';
import { appUrl } from '../../electron/shell/app-scheme.ts';
import type { DesktopPlaces, DesktopProgram } from '../../electron/shell/desktop-program.ts';
import { startDesktop } from '../../electron/shell/start-desktop.ts';
import { thumbnailPath } from '../../shared/domain/byte-address.ts';
import type { Bounds, CloseAttempt, Desktop, DesktopPlace } from './desktop.ts';
import { createFakeElectron, type FakeElectron } from './fake-electron/fake-electron.ts';
import type { FakeMachine } from './fake-electron/machine.ts';
import type { FakePage } from './fake-electron/page.ts';
import { connectPage, type PageClient } from './page-client.ts';

/** One start of the application under the fake. */
export interface FakeStart {
  readonly fake: FakeElectron;
  /** What it wrote to the terminal. */
  readonly output: () => string;
  readonly notes: readonly string[];
  /** As the kernel's: asks the process to end. */
  signal(): void;
  /** Whether it killed itself. */
  readonly wasKilled: () => boolean;
  /** What `startDesktop` rejected with, if it did. */
  readonly failure: () => unknown;
}

export interface FakeStartOptions {
  readonly machine: FakeMachine;
  readonly places: DesktopPlaces;
  readonly argv: readonly string[];
  readonly platform?: NodeJS.Platform;
  readonly hasTerminal?: boolean;
  /** Runs before the program, as what the system does meanwhile. */
  readonly meanwhile?: (fake: FakeElectron) => void;
}

/** Starts the application, and returns when it shows its page or has ended. */
export async function startFake(options: FakeStartOptions): Promise<FakeStart> {
  const fake = createFakeElectron(options.machine);
  let output = '';
  const notes: string[] = [];
  const signals: (() => void)[] = [];
  let wasKilled = false;
  let failure: unknown = null;
  const program: DesktopProgram = {
    argv: options.argv,
    workingDirectory: options.machine.downloads,
    platform: options.platform ?? 'linux',
    hasTerminal: options.hasTerminal ?? true,
    print: (text) => {
      output += text;
    },
    note: (line) => void notes.push(line),
    onEndSignal: (listener) => void signals.push(listener),
    onBug: () => {},
    kill: () => {
      wasKilled = true;
    },
  };
  // As `electron/main.ts`: not awaited, or Electron would never be ready.
  await fake.app.run(() => {
    startDesktop(fake.parts, program, options.places).catch((error: unknown) => {
      failure = error;
    });
    options.meanwhile?.(fake);
  });
  while (fake.app.exitCode === null && failure === null && !output.includes('\n')) await delay(5);
  return {
    fake,
    output: () => output,
    notes,
    signal: () => {
      for (const listener of signals) listener();
    },
    wasKilled: () => wasKilled,
    failure: () => failure,
  };
}

/** The page of the only window, loaded. */
export async function loadedPage(fake: FakeElectron): Promise<FakePage> {
  for (;;) {
    const { page } = fake.window().webContents;
    if (page) return page;
    await delay(5);
  }
}

/** The facts' view of the fake. */
export class FakeDesktop implements Desktop {
  readonly #place: DesktopPlace;
  readonly #options: Omit<FakeStartOptions, 'argv'>;
  #start: FakeStart;
  #page: FakePage;
  #client: PageClient;
  #shown: string | null = null;

  private constructor(place: DesktopPlace, options: Omit<FakeStartOptions, 'argv'>, start: FakeStart, page: FakePage) {
    this.#place = place;
    this.#options = options;
    this.#start = start;
    this.#page = page;
    this.#client = this.#connect(page);
  }

  static async open(place: DesktopPlace, options: Omit<FakeStartOptions, 'argv'>): Promise<FakeDesktop> {
    const start = await startFake({ ...options, argv: [place.shop, '--data', place.data] });
    return new FakeDesktop(place, options, start, await loadedPage(start.fake));
  }

  get fake(): FakeElectron {
    return this.#start.fake;
  }

  get client(): PageClient {
    return this.#client;
  }

  async windowCount(): Promise<number> {
    return this.fake.windows().length;
  }

  async showsModel(name: string): Promise<boolean> {
    const project = await this.#shownProject();
    const { storages } = await this.#client.calls.projects.get({ project });
    const [storage] = storages;
    if (storage?.state.kind !== 'ready') return false;
    const models = await this.#client.calls.models.list({ project, storage: storage.id });
    return models.some(({ id }) => id === name);
  }

  async showsThumbnail(): Promise<boolean> {
    const { calls } = this.#client;
    const project = await this.#shownProject();
    const [storage] = await calls.files.list({ project });
    if (!storage) return false;
    const scope = { kind: 'storage' as const, root: storage.root, storage: storage.storage };
    const page = await calls.files.page({ project, scope, order: 'name', search: '', offset: 0, limit: 1 });
    const [item] = page.items;
    if (!item) return false;
    const { bytes } = await calls.settings.session.get();
    const path = thumbnailPath(
      bytes,
      { project, root: item.root, storage: item.storage, id: item.id },
      128,
      item.version,
    );
    const response = await this.fake.window().webContents.fetch(appUrl(path));
    const type = response.headers.get('content-type') ?? '';
    return response.status === 200 && type.startsWith('image/') && (await response.arrayBuffer()).byteLength > 100;
  }

  async pagePolicy(): Promise<string> {
    const response = await this.fake.window().webContents.fetch(appUrl('/p/shop'));
    const policy = response.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([\w-]+)'/.exec(policy)?.[1];
    // The page and its policy agree, or nothing of it would run.
    return (await response.text()).includes(`nonce="${nonce}"`) ? policy : '';
  }

  async canOutsiderRead(): Promise<boolean> {
    const { bytes } = await this.#client.calls.settings.session.get();
    const answers = await Promise.all(
      ['https://evil.example', 'null', null].flatMap((from) =>
        ['/', '/assets/main-0a1b2c3d.js', `${bytes}/log`].map((path) => this.fake.protocol.ask(appUrl(path), { from })),
      ),
    );
    return answers.some(({ status }) => status !== 403);
  }

  async canReachOutside(): Promise<boolean> {
    const { webContents } = this.fake.window();
    const outside = ['https://example.com/', 'http://127.0.0.1:1/', 'wss://example.com/', 'file:///etc/hosts'];
    const answers = await Promise.allSettled(outside.map((address) => webContents.fetch(address)));
    return answers.some(({ status }) => status === 'fulfilled');
  }

  navigates(address: string): Promise<boolean> {
    return this.fake.window().webContents.navigate(address);
  }

  async opensWindow(address: string): Promise<boolean> {
    return this.fake.window().webContents.open(address);
  }

  getsPermission(permission: 'geolocation' | 'notifications'): Promise<boolean> {
    return this.fake.session.asksFor(this.fake.window().webContents, permission);
  }

  async leaks(): Promise<readonly string[]> {
    return Object.keys(this.#page.world);
  }

  async startSecond(target: string): Promise<number> {
    const second = await startFake({ ...this.#options, argv: [target, '--data', this.#place.data] });
    return second.fake.app.exited;
  }

  async closeWithStaged(count: number, button: 'Cancel' | 'Close anyway'): Promise<CloseAttempt> {
    const { dialog } = this.fake;
    const window = this.fake.window();
    this.#client.bridge.setUnsaved(count);
    await delay(20);
    const before = dialog.shown.length;
    dialog.answer(button === 'Close anyway' ? 0 : 1);
    window.close();
    await delay(20);
    if (dialog.shown.length === before) dialog.forgetAnswers();
    return { question: dialog.shown[before]?.message ?? null, isOpen: !window.isDestroyed() };
  }

  async bounds(): Promise<Bounds> {
    return this.fake.window().getBounds();
  }

  async setBounds(bounds: Bounds): Promise<void> {
    this.fake.window().setBounds(bounds);
  }

  /** @param meanwhile what happens on the machine while the program does not run */
  async restart(meanwhile: () => void = () => {}): Promise<void> {
    this.fake.window().close();
    await this.fake.app.exited;
    meanwhile();
    this.#client.transport.close();
    this.#start = await startFake({ ...this.#options, argv: [this.#place.shop, '--data', this.#place.data] });
    this.#page = await loadedPage(this.fake);
    this.#client = this.#connect(this.#page);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.transport.close();
    if (this.fake.app.exitCode === null) this.#start.signal();
    await this.fake.app.exited;
  }

  #connect(page: FakePage): PageClient {
    const client = connectPage(page);
    client.bridge.onOpenProject((project) => {
      this.#shown = project;
    });
    return client;
  }

  /** As the page does: the project it was told to show, else the one opened last. */
  async #shownProject(): Promise<string> {
    if (this.#shown !== null) return this.#shown;
    const [first] = await this.#client.calls.projects.list();
    if (!first) throw new Error('No project is open');
    return first.id;
  }
}
