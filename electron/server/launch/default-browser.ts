import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findProgram, programFolders } from '../../host/services/find-program.ts';
import { runProgram } from '../../host/services/run-program.ts';
import type { Machine } from './open-window.ts';

/** After this long an opener that still runs has become the browser itself. */
const openerLimitMs = 3000;

/**
 * The folder the default browser can read where it is a snap (Ubuntu's Firefox): its own, because it sees neither hidden
 * folders nor temporary files. `null` where any folder does.
 */
export async function defaultBrowserDirectory({ platform, environment }: Machine): Promise<string | null> {
  if (platform === 'darwin' || platform === 'win32') return null;
  const settings = await findProgram(['xdg-settings'], programFolders(environment.PATH));
  if (settings === null) return null;
  try {
    const name = await runProgram(settings, ['get', 'default-web-browser'], { signal: AbortSignal.timeout(2000) });
    // Snaps name their desktop files `<snap>_<program>.desktop`.
    const snap = /^([a-z0-9-]+)_[^/]+\.desktop\s*$/.exec(name)?.[1];
    return snap === undefined ? null : join(homedir(), 'snap', snap, 'common', 'storeroom');
  } catch {
    // Not told which browser it is: the usual folder is right for all but snaps.
    return null;
  }
}

async function openerOf(machine: Machine): Promise<readonly [string, ...string[]]> {
  if (machine.platform === 'darwin') return ['/usr/bin/open'];
  if (machine.platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler'];
  const opener = await findProgram(['xdg-open', 'gio'], programFolders(machine.environment.PATH));
  if (opener === null) throw new Error('neither xdg-open nor gio is installed');
  return opener.endsWith('gio') ? [opener, 'open'] : [opener];
}

/**
 * Opens a local page in the person's browser.
 *
 * @throws Error when there is no opener or it says that it failed.
 */
export async function openDefaultBrowser(pagePath: string, machine: Machine): Promise<void> {
  const [program, ...first] = await openerOf(machine);
  const opener = spawn(program, [...first, pagePath], { stdio: 'ignore', detached: true });
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(resolve, openerLimitMs);
    opener.once('error', reject);
    opener.once('exit', (code) => {
      clearTimeout(limit);
      if (code === 0) resolve();
      else reject(new Error(`${program} ended with code ${code}`));
    });
  });
  opener.unref();
}
