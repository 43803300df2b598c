import type { MenuItemConstructorOptions } from 'electron';
import type { DesktopCommand } from '../../shared/transport/desktop-bridge.ts';
import { acceleratorOf } from './accelerator.ts';

export interface MenuParts {
  readonly platform: NodeJS.Platform;
  /** What the page can do now. */
  readonly commands: readonly DesktopCommand[];
  readonly runCommand: (id: string) => void;
  readonly chooseProject: () => void;
  readonly showLogs: () => void;
  readonly showAbout: () => void;
}

/**
 * The menu of the application: the usual roles, and every command of the page.
 *
 * Keys are handled by the page alone. A key goes to the page first; only what it leaves reaches the menu. On Windows and
 * Linux the accelerators of commands are shown but not registered, so the menu does nothing with them; macOS has no such
 * thing, but there the page's `preventDefault` keeps a key it has handled from the menu. Of the roles, those that edit
 * text keep their keys to the text field on Windows and Linux, or Ctrl+A in the grid would also select the page.
 */
export function menuTemplate(parts: MenuParts): MenuItemConstructorOptions[] {
  const isMac = parts.platform === 'darwin';
  return [
    ...(isMac ? [appMenu(parts)] : []),
    fileMenu(parts, isMac),
    editMenu(isMac),
    commandMenu(parts),
    viewMenu,
    { role: 'windowMenu', label: '&Window' },
    helpMenu(parts, isMac),
  ];
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

function appMenu({ showAbout }: MenuParts): MenuItemConstructorOptions {
  return {
    label: 'Storeroom',
    submenu: [
      { label: 'About Storeroom', click: showAbout },
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
}

function fileMenu({ chooseProject }: MenuParts, isMac: boolean): MenuItemConstructorOptions {
  return {
    label: '&File',
    submenu: [
      { id: 'open-project', label: 'Open project…', accelerator: 'CommandOrControl+O', click: chooseProject },
      separator,
      // Ctrl+W closes a tab of ours.
      { role: 'close', accelerator: 'CommandOrControl+Shift+W' },
      ...(isMac ? [] : [separator, { role: 'quit' } as const]),
    ],
  };
}

function editMenu(isMac: boolean): MenuItemConstructorOptions {
  const keys = isMac ? {} : { registerAccelerator: false };
  const roles = ['undo', 'redo', null, 'cut', 'copy', 'paste', 'delete', null, 'selectAll'] as const;
  return { label: '&Edit', submenu: roles.map((role) => (role === null ? separator : { role, ...keys })) };
}

function commandMenu({ commands, platform, runCommand }: MenuParts): MenuItemConstructorOptions {
  const items = commands.map((command): MenuItemConstructorOptions => {
    const accelerator = acceleratorOf(command.keys, platform);
    return {
      // `&` would make the next letter a mnemonic.
      label: command.label.replaceAll('&', '&&'),
      enabled: command.canRun,
      click: () => runCommand(command.id),
      ...(accelerator === null ? {} : { accelerator, registerAccelerator: false }),
    };
  });
  return { label: '&Commands', submenu: items.length > 0 ? items : [{ label: 'No commands yet', enabled: false }] };
}

const viewMenu: MenuItemConstructorOptions = {
  label: '&View',
  submenu: [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    separator,
    { role: 'togglefullscreen' },
    separator,
    { role: 'reload' },
    { role: 'toggleDevTools' },
  ],
};

function helpMenu({ showLogs, showAbout }: MenuParts, isMac: boolean): MenuItemConstructorOptions {
  return {
    role: 'help',
    label: '&Help',
    submenu: [
      { label: 'Show logs', click: showLogs },
      ...(isMac ? [] : [separator, { label: 'About Storeroom', click: showAbout }]),
    ],
  };
}
