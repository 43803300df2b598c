import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { extractFile, listPackage, statFile } from '@electron/asar';
import { expect, inject, test } from 'vitest';
import { applicationBytes, inMegabytes, sizeBudgetBytes } from '../../scripts/package-size.ts';
import { inRepository, repository } from '../../scripts/repository.ts';
import { externalPackages } from '../../vite.node.config.ts';
import { readFuses } from './stub-electron.ts';

const application = inject('packedApplication');
const resources = join(application, 'resources');
const archive = join(resources, 'app.asar');

interface PackedFile {
  /** With forward slashes, such as `dist/node/main.js`. */
  readonly path: string;
  /** Lies beside the archive, in `app.asar.unpacked`. */
  readonly isUnpacked: boolean;
}

/** Every file the application sees, in the archive or beside it. */
const files: readonly PackedFile[] = listPackage(archive, { isPack: false })
  .map((path) => path.replaceAll('\\', '/').replace(/^\//, ''))
  .flatMap((path) => {
    const entry = statFile(archive, path, false);
    if ('files' in entry) return [];
    return [{ path, isUnpacked: entry.unpacked === true }];
  });

function within(folder: string): readonly PackedFile[] {
  return files.filter(({ path }) => path.startsWith(`${folder}/`));
}

function content(path: string): string {
  return extractFile(archive, path).toString('latin1');
}

/** `@img/colour` of `node_modules/@img/colour/index.cjs`. */
function packageOf(path: string): string {
  return /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? '';
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dependencies?: Readonly<Record<string, string>> }>>;
}

/** What the bundles leave outside themselves, with what that needs in turn. */
async function neededPackages(): Promise<readonly string[]> {
  // Written by npm.
  const lock = JSON.parse(await readFile(inRepository('package-lock.json'), 'utf8')) as Lock;
  const needed = new Set<string>();
  // Only the browser form talks over WebSockets, and Vite serves sources to `npm run dev`; Electron is what runs all
  // this, and the headers of Node's API are for compilers.
  const superfluous = new Set(['ws', 'vite', 'electron', 'node-addon-api']);
  const add = (name: string) => {
    if (needed.has(name) || superfluous.has(name)) return;
    needed.add(name);
    for (const next of Object.keys(lock.packages[`node_modules/${name}`]?.dependencies ?? {})) add(next);
  };
  for (const name of externalPackages) add(name);
  const platform = `${process.platform}-${process.arch}`;
  for (const name of [`@img/sharp-${platform}`, `@img/sharp-libvips-${platform}`]) {
    // On Windows libvips lies in sharp's own package.
    if (lock.packages[`node_modules/${name}`] !== undefined) needed.add(name);
  }
  return [...needed].sort();
}

test('holds the bundles, the packages outside the bundles, and nothing else', async () => {
  expect([...new Set(files.map(({ path }) => path.split('/')[0] ?? ''))].sort()).toEqual([
    'dist',
    'node_modules',
    'package.json',
  ]);
  expect([...new Set(within('dist').map(({ path }) => path.split('/')[1] ?? ''))].sort()).toEqual([
    'node',
    'preload',
    'renderer',
  ]);
  const packed = new Set(within('node_modules').map(({ path }) => packageOf(path)));
  expect([...packed].sort()).toEqual(await neededPackages());
});

test('holds no sources, maps, types, tests or notes', () => {
  const superfluous =
    /\.(?:tsx?|[mc]ts|map|c|cc|h|gyp|gypi|stamp)$|\/(?:test|tests|docs|examples|benchmarks)\/|\.test\./;
  expect(files.filter(({ path }) => superfluous.test(path))).toEqual([]);
  expect(files.filter(({ path }) => /\.md$/.test(path) && !/\/LICENSE\.md$/.test(path))).toEqual([]);
});

test('holds the native code of this system only, beside the archive', () => {
  const native = files.filter(({ path }) => /\.(?:node|so|dylib|dll|exe)(?:\.[\d.]+)?$/.test(path));
  const platform = `${process.platform}-${process.arch}`;
  expect(native.filter(({ path }) => !path.includes(platform))).toEqual([]);
  expect(native.filter(({ isUnpacked }) => !isUnpacked)).toEqual([]);
  expect(native.map(({ path }) => path)).toContain(`node_modules/better-sqlite3/prebuilds/${platform}.node`);
  expect(native.some(({ path }) => path.startsWith(`node_modules/@img/sharp-${platform}/lib/`))).toBe(true);
});

test('keeps everything that threads and processes load beside the archive, and what windows load in it', async () => {
  const loaded = [...within('dist/node'), ...within('node_modules')].map(({ path }) => path);
  const beside = await readdir(join(resources, 'app.asar.unpacked'), { recursive: true, withFileTypes: true });
  const unpacked = beside
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(resources, 'app.asar.unpacked', '/').length))
    .map((path) => path.replaceAll('\\', '/'));
  expect(unpacked.sort()).toEqual(loaded.sort());
  const rest = files.filter(({ isUnpacked }) => !isUnpacked).map(({ path }) => path);
  expect(rest.filter((path) => !/^dist\/(?:preload|renderer)\//.test(path))).toEqual(['package.json']);
});

test('leaves the browser form out', () => {
  expect(within('dist/node').map(({ path }) => path)).not.toContain('dist/node/main.js');
  const users = within('dist/node').filter(({ path }) => /from ['"](?:ws|vite)['"]/.test(content(path)));
  expect(users).toEqual([]);
});

test('starts at a file that is there, as a module', () => {
  // Written by npm and cut down by electron-builder.
  const manifest = JSON.parse(extractFile(archive, 'package.json').toString()) as Readonly<Record<string, unknown>>;
  expect(files.map(({ path }) => path)).toContain(manifest.main);
  expect(manifest).toMatchObject({ name: 'storeroom', type: 'module', desktopName: 'storeroom.desktop' });
  expect(manifest).not.toHaveProperty('devDependencies');
  expect(manifest).not.toHaveProperty('scripts');
});

test('names no folder of the machine it was built on', async () => {
  const places = [repository, homedir()]
    .map((place) => place.replace(/[/\\]$/, ''))
    .filter((place) => place.length > 5);
  for (const { path } of within('dist')) {
    for (const place of places) expect(content(path).includes(place), `${path} names ${place}`).toBe(false);
  }
});

test('brings the licences of Storeroom, of its packages and of Electron', async () => {
  const same = [
    [join(resources, 'LICENSE.storeroom.txt'), inRepository('LICENSE')],
    [join(resources, 'THIRD-PARTY-NOTICES.md'), inRepository('THIRD-PARTY-NOTICES.md')],
  ] as const;
  for (const [packed, own] of same) expect(await readFile(packed, 'utf8')).toBe(await readFile(own, 'utf8'));
  expect(await readFile(join(application, 'LICENSE.electron.txt'), 'utf8')).toBe('the licence of Electron');
  expect(await readFile(join(application, 'LICENSES.chromium.html'), 'utf8')).toBe('the licences in Chromium');
});

test('turns off what could make the program run other code', async () => {
  expect(await readFuses(join(application, 'storeroom'))).toEqual({
    runAsNode: false,
    cookieEncryption: true,
    nodeOptions: false,
    nodeCliInspect: false,
    embeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
    wasmTrapHandlers: true,
  });
});

test('stays within its size', async () => {
  const bytes = await applicationBytes(resources);
  expect(bytes, `${inMegabytes(bytes)} without Electron`).toBeLessThan(sizeBudgetBytes);
  // A budget far above what is needed guards nothing.
  expect(bytes).toBeGreaterThan(sizeBudgetBytes * 0.8);
});
