import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { builtPlaces, thisProgram } from './shell/desktop-program.ts';
import { startDesktop } from './shell/start-desktop.ts';

const electron = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  utilityProcess,
};

// Not awaited: Electron becomes ready only after this module has ended, and the start waits for it to be ready.
startDesktop(electron, thisProgram(), builtPlaces).catch((error: unknown) => {
  // To the handler of errors nobody caught, with its stack; without one, to Electron's own.
  queueMicrotask(() => {
    throw error;
  });
});
