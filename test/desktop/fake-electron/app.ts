import { EventEmitter, once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { App } from 'electron';
import type { FakeBrowserWindow } from './browser-window.ts';
import { makeEvent } from './event.ts';
import type { FakeMachine } from './machine.ts';
import { ElectronRule, ipcClone } from './rule.ts';

/** An entry that has not ended by then waits for `ready`, which waits for it. */
const entryLimitMs = 1000;

type Members =
  | 'enableSandbox'
  | 'exit'
  | 'getPath'
  | 'isReady'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setName'
  | 'setPath'
  | 'whenReady';

/** One running instance. Its process does not really end with it: `exitCode` says that it would have. */
export class FakeApp extends EventEmitter implements Pick<App, Members> {
  readonly machine: FakeMachine;
  readonly windows = new Set<FakeBrowserWindow>();
  readonly exited: Promise<number>;
  exitCode: number | null = null;
  name = 'Electron';
  isSandboxed = false;
  #isReady = false;
  #isQuitting = false;
  #lockedPath: string | null = null;
  #resolveExited: (code: number) => void = () => {};
  readonly #paths = new Map<string, string>();

  constructor(machine: FakeMachine) {
    super();
    this.machine = machine;
    this.#paths.set('downloads', machine.downloads);
    this.exited = new Promise((resolve) => {
      this.#resolveExited = resolve;
    });
  }

  /** Runs the entry as Electron does and becomes ready when its module, with every top-level `await`, has ended. */
  async run(entry: () => void | Promise<void>): Promise<void> {
    const evaluated = Promise.resolve(entry()).then(() => false);
    const isStuck = await Promise.race([evaluated, delay(entryLimitMs, true, { ref: false })]);
    if (isStuck) {
      throw new ElectronRule(
        'The entry waits for something that comes after it: Electron is ready only when the entry has ended',
        'issue/electron#40719 and tutorial/esm: "You must use await generously before the app\'s ready event"',
      );
    }
    if (this.exitCode !== null) return;
    this.#isReady = true;
    this.emit('ready', makeEvent({}), {});
  }

  isReady(): boolean {
    return this.#isReady;
  }

  async whenReady(): Promise<void> {
    if (!this.#isReady) await once(this, 'ready');
  }

  setName(name: string): void {
    this.name = name;
  }

  setPath(name: string, path: string): void {
    if (!existsSync(path) || !statSync(path).isDirectory()) {
      throw new ElectronRule(
        `Failed to set path: ${path}`,
        'api/app: app.setPath: "If the path specifies a directory that does not exist, an Error is thrown"',
      );
    }
    this.#paths.set(name, path);
  }

  getPath(name: Parameters<App['getPath']>[0]): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }

  enableSandbox(): void {
    if (this.#isReady) {
      throw new ElectronRule(
        'app.enableSandbox() can only be called before app is ready',
        'api/app: app.enableSandbox: "This method can only be called before app is ready"',
      );
    }
    this.isSandboxed = true;
  }

  requestSingleInstanceLock(additionalData?: Record<string, unknown>): boolean {
    const path = this.getPath('userData');
    const first = this.machine.instances.get(path);
    if (first !== undefined && first !== this) {
      const sent = ipcClone(additionalData);
      // api/app: 'second-instance': "guaranteed to be emitted after the ready event of app gets emitted"
      void first.whenReady().then(() => first.emit('second-instance', makeEvent({}), ['storeroom'], '/', sent));
      return false;
    }
    this.machine.instances.set(path, this);
    this.#lockedPath = path;
    return true;
  }

  /** api/app: app.quit: closes all windows first; one that refuses keeps the application. */
  quit(): void {
    if (this.exitCode !== null) return;
    const asked = makeEvent({});
    this.emit('before-quit', asked);
    if (asked.defaultPrevented) return;
    this.#isQuitting = true;
    for (const window of [...this.windows]) window.close();
    if (this.windows.size === 0) this.#finish();
  }

  /** A window was asked to close and stays. */
  windowKept(): void {
    this.#isQuitting = false;
  }

  windowClosed(window: FakeBrowserWindow): void {
    this.windows.delete(window);
    if (this.windows.size > 0 || this.exitCode !== null) return;
    // api/app: 'window-all-closed' is not emitted when app.quit() closed them.
    if (this.#isQuitting) this.#finish();
    else this.emit('window-all-closed');
  }

  #finish(): void {
    if (this.exitCode !== null) return;
    const asked = makeEvent({});
    this.emit('will-quit', asked);
    if (!asked.defaultPrevented) this.exit(0);
  }

  /** api/app: app.exit: "All windows will be closed immediately without asking the user". */
  exit(code = 0): void {
    if (this.exitCode !== null) return;
    this.exitCode = code;
    for (const window of [...this.windows]) window.destroy();
    if (this.#lockedPath !== null && this.machine.instances.get(this.#lockedPath) === this)
      this.machine.instances.delete(this.#lockedPath);
    this.#resolveExited(code);
  }
}
