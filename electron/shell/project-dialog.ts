import type { BrowserWindow, OpenDialogOptions } from 'electron';
import type { ChosenPath } from '../../shared/transport/desktop-bridge.ts';
import type { ElectronParts } from './electron-parts.ts';

const databaseExtensions = ['db', 'sqlite', 'sqlite3', 'db3', 's3db'];
const anyFile = { name: 'All files', extensions: ['*'] };

/** Lets the person choose what to open: a `storeroom.json`, an SQLite file or, where one dialog can't take both, a folder. */
export async function chooseProjectPath(
  { dialog }: Pick<ElectronParts, 'dialog'>,
  window: BrowserWindow | null,
  platform: NodeJS.Platform = process.platform,
): Promise<string | null> {
  const options: OpenDialogOptions = {
    title: 'Open project',
    buttonLabel: 'Open',
    // Windows and Linux have dialogs for files or for folders, not for both; a folder's storeroom.json stands for it.
    properties: platform === 'darwin' ? ['openFile', 'openDirectory'] : ['openFile'],
    filters: [{ name: 'Projects and SQLite files', extensions: ['json', ...databaseExtensions] }, anyFile],
  };
  return ask(dialog, window, options);
}

const fieldDialogs: Readonly<Record<ChosenPath, OpenDialogOptions>> = {
  database: {
    title: 'Choose the database file',
    properties: ['openFile', 'showHiddenFiles'],
    filters: [{ name: 'SQLite files', extensions: databaseExtensions }, anyFile],
  },
  file: { title: 'Choose the file', properties: ['openFile', 'showHiddenFiles'], filters: [anyFile] },
  folder: { title: 'Choose the folder', properties: ['openDirectory', 'showHiddenFiles'] },
};

/** Lets the person choose what a field of a form names. */
export function choosePath(
  { dialog }: Pick<ElectronParts, 'dialog'>,
  window: BrowserWindow | null,
  kind: ChosenPath,
): Promise<string | null> {
  return ask(dialog, window, { ...fieldDialogs[kind], buttonLabel: 'Choose' });
}

async function ask(
  dialog: ElectronParts['dialog'],
  window: BrowserWindow | null,
  options: OpenDialogOptions,
): Promise<string | null> {
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return canceled ? null : (filePaths[0] ?? null);
}
