import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** One file of the built renderer. */
export interface BuiltFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly cacheControl: string;
}

/** The built renderer, in memory. */
export interface BuiltFiles {
  /** index.html as built, with its placeholders. */
  readonly index: string;
  /** @param pathname as in the address, percent-encoded */
  find(pathname: string): BuiltFile | undefined;
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/**
 * Reads the built renderer once: a request can name only what was read, so no path leads outside of the folder, and a
 * build beside a running Storeroom does not take the files of its window away. Files below `assets/` carry a hash in
 * their name and never change.
 */
export async function readBuiltFiles(directory: string): Promise<BuiltFiles> {
  const files = new Map<string, BuiltFile>();
  await readFolder(directory, '', files);
  const index = await readFile(join(directory, 'index.html'), 'utf8');
  return { index, find: (pathname) => files.get(pathname) };
}

/** Folder by folder: inside an archive (asar) `readdir` has no recursion and its entries no parent. */
async function readFolder(directory: string, pathname: string, files: Map<string, BuiltFile>): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    const own = `${pathname}/${encodeURIComponent(entry.name)}`;
    if (entry.isDirectory()) await readFolder(path, own, files);
    else if (own !== '/index.html') {
      files.set(own, {
        type: types[extname(path)] ?? 'application/octet-stream',
        bytes: await readFile(path),
        cacheControl: own.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      });
    }
  }
}
