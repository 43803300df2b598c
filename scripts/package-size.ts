import { glob, stat } from 'node:fs/promises';
import { join } from 'node:path';

const megabyte = 1_000_000;

/**
 * What the application may weigh without Electron: window, host, SQLite and libvips, unpacked. A tenth above what was
 * measured; raise it on purpose, with a reason, when something worth its size comes in.
 */
export const sizeBudgetBytes = 28.7 * megabyte;

/** The bytes of `app.asar` and of what lies beside it. @param resources The folder that holds both. */
export async function applicationBytes(resources: string): Promise<number> {
  let sum = (await stat(join(resources, 'app.asar'))).size;
  for await (const entry of glob('app.asar.unpacked/**', { cwd: resources, withFileTypes: true })) {
    if (entry.isFile()) sum += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return sum;
}

/** The folders with an `app.asar` that electron-builder has left in its output folder. */
export async function packedResources(output: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const path of glob('*/{resources,*.app/Contents/Resources}/app.asar', { cwd: output })) {
    found.push(join(output, path, '..'));
  }
  return found.sort();
}

/** As in `26.2 MB`. */
export function inMegabytes(bytes: number): string {
  return `${(bytes / megabyte).toFixed(1)} MB`;
}
