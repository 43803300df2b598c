import { homedir } from 'node:os';
import { join } from 'node:path';
import { findProgram, isProgram, programFolders } from './find-program.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Browsers of the Chromium family by the names their Linux packages install, most common first. */
const linuxPrograms = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser',
  'vivaldi-stable',
];

const macApplications = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser', 'Vivaldi'];

const windowsPrograms = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
  ['BraveSoftware', 'Brave-Browser', 'Application', 'brave.exe'],
];

async function firstProgram(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) if (await isProgram(path)) return path;
  return null;
}

/** The program of a Chromium-family browser: `CHROMIUM_PATH`, else the first usual one of the platform. */
export async function findChromium(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<string | null> {
  const chosen = environment.CHROMIUM_PATH;
  if (chosen !== undefined && chosen !== '') return (await isProgram(chosen)) ? chosen : null;
  if (platform === 'darwin') {
    const folders = ['/Applications', join(homedir(), 'Applications')];
    return firstProgram(
      macApplications.flatMap((name) => folders.map((folder) => join(folder, `${name}.app/Contents/MacOS/${name}`))),
    );
  }
  if (platform === 'win32') {
    const folders = [environment.PROGRAMFILES, environment['PROGRAMFILES(X86)'], environment.LOCALAPPDATA];
    return firstProgram(
      windowsPrograms.flatMap((parts) =>
        folders.filter((folder) => folder !== undefined).map((folder) => join(folder, ...parts)),
      ),
    );
  }
  return findProgram(linuxPrograms, programFolders(environment.PATH));
}
