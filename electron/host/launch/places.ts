import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Sources run from `electron/host/launch/`, the build from `dist/node/`, which also lies inside the packaged archive. */
export const projectDirectory = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../../' : '../../', import.meta.url),
);

/** The built renderer. */
export const rendererDirectory = join(projectDirectory, 'dist', 'renderer');

export function hasBuiltRenderer(): boolean {
  return existsSync(join(rendererDirectory, 'index.html'));
}

/** The version in package.json. */
export function productVersion(): string {
  const content: unknown = JSON.parse(readFileSync(join(projectDirectory, 'package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(content).version;
}

/**
 * Where settings, logs and the demo project are kept when nothing else is asked for.
 * Sources: XDG Base Directory Specification 0.8, Apple's File System Programming Guide, Known Folders of Windows.
 */
export function defaultDataDirectory(
  environment: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Storeroom');
  if (platform === 'win32') return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Storeroom');
  const xdg = environment.XDG_DATA_HOME;
  // The specification: a relative path is invalid and ignored.
  return join(xdg?.startsWith('/') ? xdg : join(homedir(), '.local', 'share'), 'storeroom');
}
