import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Folders that hold programs although a desktop session's `PATH` may not name them. */
const usualFolders: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['/opt/homebrew/bin', '/usr/local/bin', '/opt/local/bin'],
  linux: ['/usr/local/bin', '/usr/bin', '/usr/sbin', '/usr/local/sbin', '/snap/bin'],
};

/** The folders of `PATH`, then the usual ones of the platform. */
export function programFolders(path = process.env.PATH ?? ''): readonly string[] {
  const named = path.split(delimiter).filter((folder) => folder !== '');
  return [...new Set([...named, ...(usualFolders[process.platform] ?? [])])];
}

/** Whether `path` is a file that this user may run. */
export async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // Absent, unreadable or a dangling link: not a program here, and the caller says what it looked for.
    return false;
  }
}

/** The first of `names` that is a program in one of `folders`: names in order of preference, then folders. */
export async function findProgram(
  names: readonly string[],
  folders: readonly string[] = programFolders(),
): Promise<string | null> {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const name of names) {
    for (const folder of folders) {
      for (const ending of endings) {
        const path = join(folder, name + ending);
        if (await isProgram(path)) return path;
      }
    }
  }
  return null;
}
