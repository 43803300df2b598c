import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPackage } from '@electron/asar';

/** Marks the place of the fuses in Electron's program. Source: docs/tutorial/fuses.md of Electron. */
const sentinel = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', 'latin1');

/** The fuses in the order of the wire, as build/fuses/fuses.json5 of Electron has them. */
export const fuseNames = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'embeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
  'wasmTrapHandlers',
] as const;
export type FuseName = (typeof fuseNames)[number];

const enabledFromTheStart: ReadonlySet<FuseName> = new Set([
  'runAsNode',
  'nodeOptions',
  'nodeCliInspect',
  'grantFileProtocolExtraPrivileges',
  'wasmTrapHandlers',
]);

/** Not a program: it holds the fuses where Electron's has them, so that setting them is not a pretence. */
function program(): Buffer {
  const wire = fuseNames.map((name) => (enabledFromTheStart.has(name) ? '1' : '0')).join('');
  const before = Buffer.from('\u007fELF in place of Electron\n', 'latin1');
  return Buffer.concat([
    before,
    sentinel,
    Buffer.from([1, wire.length]),
    Buffer.from(wire, 'latin1'),
    Buffer.alloc(32),
  ]);
}

/** Which fuses of a packed program are on. */
export async function readFuses(path: string): Promise<Readonly<Record<string, boolean>>> {
  const content = await readFile(path);
  const at = content.indexOf(sentinel);
  if (at < 0) throw new Error(`${path} holds no fuses`);
  const [version, length] = content.subarray(at + sentinel.length);
  if (version !== 1 || length !== fuseNames.length) throw new Error(`Fuses of another kind: ${version}, ${length}`);
  const wire = content.toString('latin1', at + sentinel.length + 2, at + sentinel.length + 2 + length);
  return Object.fromEntries(fuseNames.map((name, index) => [name, wire[index] === '1']));
}

/** A folder with what electron-builder looks for in Electron's own package for Linux. */
export async function makeStubElectron(directory: string, version: string): Promise<void> {
  const defaultApplication = join(directory, '..', 'default-application');
  for (const folder of [join(directory, 'resources'), join(directory, 'locales'), defaultApplication]) {
    await mkdir(folder, { recursive: true });
  }
  await writeFile(join(directory, 'electron'), program(), { mode: 0o755 });
  await writeFile(join(directory, 'chrome-sandbox'), 'in place of the sandbox');
  await writeFile(join(directory, 'version'), version);
  await writeFile(join(directory, 'locales', 'en-US.pak'), 'in place of English');
  await writeFile(join(directory, 'LICENSE'), 'the licence of Electron');
  await writeFile(join(directory, 'LICENSES.chromium.html'), 'the licences in Chromium');
  await writeFile(join(defaultApplication, 'package.json'), '{}');
  await createPackage(defaultApplication, join(directory, 'resources', 'default_app.asar'));
}
