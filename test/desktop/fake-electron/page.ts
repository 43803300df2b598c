import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import { MessagePort } from 'node:worker_threads';
import type { IpcRenderer, WebUtils } from 'electron';
import { FakeContextBridge, type MainWorld } from './context-bridge.ts';
import type { FakeIpcMain } from './ipc-main.ts';
import { FakeMessagePortMain } from './message-port-main.ts';
import { ElectronRule, ipcClone } from './rule.ts';
import type { FakeFrame, FakeWebContents } from './web-contents.ts';

type MessageListener = (event: MessageEvent<unknown>) => void;

/** A loaded page: its main world, and the preload that has run before it. No script of the page itself runs. */
export class FakePage {
  /** `window` of the page as far as the preload made it. */
  readonly world: MainWorld = {};
  readonly ipcRenderer: FakeIpcRenderer;
  /** Set by a page that wants to be asked before it goes (`beforeunload`). */
  wantsToStay = false;
  readonly #listeners = new Set<MessageListener>();

  constructor(contents: FakeWebContents, frame: FakeFrame, ipcMain: FakeIpcMain) {
    this.ipcRenderer = new FakeIpcRenderer(contents, frame, ipcMain);
  }

  addEventListener(_type: 'message', listener: MessageListener): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'message', listener: MessageListener): void {
    this.#listeners.delete(listener);
  }

  /** `window.postMessage`, which both worlds of a page share. */
  post(data: unknown, ports: readonly MessagePort[], source: unknown): void {
    // Transferred: the sender's own objects are dead from now on.
    const moved = structuredClone({ data, ports: [...ports] }, { transfer: [...ports] });
    setImmediate(() => {
      // The members of the event that a page reads.
      const event = { ...moved, source, origin: 'storeroom://app' } as unknown as MessageEvent<unknown>;
      for (const listener of [...this.#listeners]) listener(event);
    });
  }

  /** @param path a CommonJS file */
  runPreload(path: string): void {
    const electron = {
      contextBridge: new FakeContextBridge(this.world),
      ipcRenderer: this.ipcRenderer,
      webUtils: fakeWebUtils,
    };
    const isolated = {
      // The fake's own realm gives what a window has.
      MessageChannel,
      console,
      setTimeout,
      clearTimeout,
      setInterval,
      clearInterval,
      queueMicrotask,
      structuredClone,
      URL,
      // tutorial/sandbox: "the preload script also polyfills certain Node.js primitives as globals".
      Buffer,
      process: { platform: process.platform, versions: process.versions, sandboxed: true, contextIsolated: true },
      setImmediate,
      clearImmediate,
      window: {
        postMessage: (data: unknown, _targetOrigin: string, transfer: readonly MessagePort[] = []) =>
          this.post(data, transfer, this),
      },
    };
    const script = new Script(`(function (require) { ${readFileSync(path, 'utf8')}\n})`, { filename: path });
    // What the line above compiles to.
    const preload = script.runInContext(createContext(isolated)) as (require: (name: string) => unknown) => void;
    preload((name) => limitedRequire(name, electron));
  }

  /** The document is gone: its ports end, and nothing reaches it any more. */
  destroy(): void {
    this.#listeners.clear();
    this.ipcRenderer.destroy();
  }
}

/** tutorial/sandbox, "Preload scripts": a polyfilled `require` for a subset of Electron and Node, and no other file. */
function limitedRequire(name: string, electron: Readonly<Record<string, unknown>>): unknown {
  switch (name) {
    case 'electron':
    case 'electron/renderer':
      return electron;
    case 'events':
    case 'node:events':
    case 'timers':
    case 'node:timers':
    case 'url':
    case 'node:url':
      return process.getBuiltinModule(name.replace(/^node:/, ''));
    default:
      throw new ElectronRule(
        `module not found: ${name}`,
        'tutorial/sandbox: "only … a subset of Electron and Node\'s built-in modules" can be required in a preload',
      );
  }
}

const fakeWebUtils: WebUtils = {
  getPathForFile: (file) => {
    if (!(file instanceof File)) {
      throw new ElectronRule(
        'getPathForFile expected to receive a File object',
        'api/web-utils: "In the case where the object passed in is not a File object an exception is thrown"',
      );
    }
    // "In the case where the File object passed in was constructed in JS … an empty string is returned."
    return pathsOfFiles.get(file) ?? '';
  },
};

const pathsOfFiles = new WeakMap<object, string>();

/** A File as a person drops it: it lies on the disk. */
export function droppedFile(path: string): File {
  const file = new File([], path.split('/').at(-1) ?? '');
  pathsOfFiles.set(file, path);
  return file;
}

class FakeIpcRenderer extends EventEmitter implements Pick<IpcRenderer, 'invoke' | 'postMessage' | 'send'> {
  readonly #contents: FakeWebContents;
  readonly #frame: FakeFrame;
  readonly #ipcMain: FakeIpcMain;
  readonly #ports = new Set<FakeMessagePortMain>();
  #isGone = false;

  constructor(contents: FakeWebContents, frame: FakeFrame, ipcMain: FakeIpcMain) {
    super();
    this.#contents = contents;
    this.#frame = frame;
    this.#ipcMain = ipcMain;
  }

  send(channel: string, ...values: unknown[]): void {
    if (!this.#isGone) this.#ipcMain.receive(this.#sender(), channel, values);
  }

  postMessage(channel: string, message: unknown, transfer: readonly object[] = []): void {
    if (this.#isGone) return;
    const given = transfer.map((port) => {
      if (port instanceof MessagePort) return port;
      throw new ElectronRule(
        'Invalid value for transfer',
        'api/ipc-renderer: ipcRenderer.postMessage: transfer is MessagePort[]',
      );
    });
    const moved = structuredClone({ ports: given }, { transfer: given }).ports;
    const ports = moved.map((port) => new FakeMessagePortMain(port));
    for (const port of ports) this.#ports.add(port);
    this.#ipcMain.receive(this.#sender(), channel, [message], ports);
  }

  invoke(channel: string, ...values: unknown[]): Promise<unknown> {
    if (this.#isGone) return new Promise(() => {});
    return this.#ipcMain.receiveInvoke(this.#sender(), channel, values);
  }

  /** From the main process. */
  deliver(channel: string, values: readonly unknown[]): void {
    const copies = values.map(ipcClone);
    setImmediate(() => {
      if (!this.#isGone) this.emit(channel, { sender: this, ports: [] }, ...copies);
    });
  }

  destroy(): void {
    this.#isGone = true;
    this.removeAllListeners();
    for (const port of this.#ports) port.close();
  }

  #sender() {
    return { contents: this.#contents, frame: this.#frame };
  }
}
