import type { ElectronParts } from '../../../electron/shell/electron-parts.ts';
import { FakeApp } from './app.ts';
import { type FakeBrowserWindow, windowClassOf } from './browser-window.ts';
import { FakeDialog } from './dialog.ts';
import { FakeIpcMain } from './ipc-main.ts';
import type { FakeDisplay, FakeMachine } from './machine.ts';
import { FakeMenu } from './menu.ts';
import { FakeProtocol } from './protocol.ts';
import { ElectronRule } from './rule.ts';
import { FakeSafeStorage } from './safe-storage.ts';
import { FakeSession } from './session.ts';
import { utilityProcessOf } from './utility-process.ts';

/** One instance of an application on a machine, and everything a test does to it from outside. */
export interface FakeElectron {
  /** What the application is given in place of the real module. */
  readonly parts: ElectronParts;
  readonly app: FakeApp;
  readonly dialog: FakeDialog;
  readonly ipcMain: FakeIpcMain;
  readonly protocol: FakeProtocol;
  readonly safeStorage: FakeSafeStorage;
  readonly session: FakeSession;
  readonly nativeTheme: { themeSource: 'dark' | 'light' | 'system'; readonly shouldUseDarkColors: boolean };
  /** Addresses that were opened in other programs. */
  readonly openedOutside: string[];
  readonly menu: () => FakeMenu;
  readonly windows: () => readonly FakeBrowserWindow[];
  /** The only window. */
  readonly window: () => FakeBrowserWindow;
}

/**
 * Electron without Chromium: real IPC semantics, real ports, real child processes, and its rules, each of which throws
 * where Electron does and names its place in Electron's documentation.
 */
export function createFakeElectron(machine: FakeMachine): FakeElectron {
  const app = new FakeApp(machine);
  const ipcMain = new FakeIpcMain();
  const protocol = new FakeProtocol(app);
  const dialog = new FakeDialog(app);
  const safeStorage = new FakeSafeStorage(app);
  const session = new FakeSession();
  const openedOutside: string[] = [];
  let menu: FakeMenu | null = null;
  const nativeTheme = {
    themeSource: 'system' as 'dark' | 'light' | 'system',
    get shouldUseDarkColors() {
      return this.themeSource === 'dark';
    },
  };
  const parts = {
    app,
    BrowserWindow: windowClassOf({ app, ipcMain, protocol, session: () => session }),
    dialog,
    ipcMain,
    Menu: {
      buildFromTemplate: (template: Parameters<typeof FakeMenu.buildFromTemplate>[0]) =>
        FakeMenu.buildFromTemplate(template),
      setApplicationMenu: (next: FakeMenu | null) => {
        menu = next;
      },
      getApplicationMenu: () => menu,
    },
    nativeTheme,
    protocol,
    safeStorage,
    screen: {
      getAllDisplays: (): readonly FakeDisplay[] => {
        if (!app.isReady()) {
          throw new ElectronRule(
            "The 'screen' module can't be used before the app 'ready' event",
            'api/screen: "You cannot require or use this module until the ready event of the app module is emitted"',
          );
        }
        return machine.displays;
      },
    },
    session: {
      get defaultSession(): FakeSession {
        if (app.isReady()) return session;
        throw new ElectronRule(
          'Session can only be received when app is ready',
          'api/session: session.defaultSession, "available after app.whenReady is called"',
        );
      },
    },
    shell: {
      openExternal: async (address: string) => void openedOutside.push(address),
      openPath: async (path: string) => {
        openedOutside.push(path);
        return '';
      },
    },
    utilityProcess: utilityProcessOf(app),
  } satisfies Record<keyof ElectronParts, unknown>;
  return {
    // Every class above implements the members it has with Electron's own signatures (`implements Pick<…>`); events come
    // from EventEmitter. A member the fake lacks is `undefined` and fails where it is called.
    parts: parts as unknown as ElectronParts,
    app,
    dialog,
    ipcMain,
    protocol,
    safeStorage,
    session,
    nativeTheme,
    openedOutside,
    menu: () => {
      if (!menu) throw new Error('There is no menu');
      return menu;
    },
    windows: () => [...app.windows],
    window: () => {
      const [window] = app.windows;
      if (!window || app.windows.size !== 1) throw new Error(`There are ${app.windows.size} windows`);
      return window;
    },
  };
}
