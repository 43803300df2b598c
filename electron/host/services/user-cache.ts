import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where this user's programs keep what can be made again. `STOREROOM_CACHE` moves it; the folder need not exist.
 *
 * Sources: XDG Base Directory Specification 0.8, Apple's File System Programming Guide, Known Folders of Windows.
 */
export function userCacheDirectory(environment: Environment = process.env, platform = process.platform): string {
  const chosen = environment.STOREROOM_CACHE;
  if (chosen !== undefined && chosen !== '') return chosen;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Storeroom');
  if (platform === 'win32') {
    return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Storeroom', 'Cache');
  }
  const xdg = environment.XDG_CACHE_HOME;
  // The specification: a relative path is invalid and ignored.
  return join(xdg?.startsWith('/') ? xdg : join(homedir(), '.cache'), 'storeroom');
}
