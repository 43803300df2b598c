import type { BrowserWindow, OpenDialogOptions } from 'electron';
import type { ElectronParts } from './electron-parts.ts';

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
    filters: [
      { name: 'Projects and SQLite files', extensions: ['json', 'db', 'sqlite', 'sqlite3', 'db3', 's3db'] },
      { name: 'All files', extensions: ['*'] },
    ],
  };
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return canceled ? null : (filePaths[0] ?? null);
}
