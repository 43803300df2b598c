import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

/** The npm package `electron`: it names the runtime and where that belongs, but holds none. */
export interface ElectronPackage {
  readonly directory: string;
  readonly version: string;
  /** SHA-256 of each file of the release, by its name. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** The parts of `@electron/get` and of the unpacker that Electron's own installer uses. */
export interface InstallerTools {
  downloadArtifact(details: {
    version: string;
    artifactName: 'electron';
    platform: string;
    arch: string;
    checksums: Record<string, string>;
    downloader: { download(url: string, target: string): Promise<void> };
    cacheRoot?: string;
    tempDirectory?: string;
    mirrorOptions?: { mirror: string };
  }): Promise<string>;
  extract(archive: string, options: { dir: string }): Promise<void>;
}

const require = createRequire(import.meta.url);

export function installedElectron(): ElectronPackage {
  const directory = dirname(require.resolve('electron/package.json'));
  const { version } = z.object({ version: z.string() }).parse(readJson(join(directory, 'package.json')));
  const checksums = z.record(z.string(), z.string()).parse(readJson(join(directory, 'checksums.json')));
  return { directory, version, checksums };
}

/** Loaded from where Electron finds them itself: they are its dependencies, not ours. */
export async function installerTools(): Promise<InstallerTools> {
  const fromElectron = createRequire(require.resolve('electron/package.json'));
  const load = async (name: string) => {
    const content: unknown = await import(pathToFileURL(fromElectron.resolve(name)).href);
    return content;
  };
  const [get, unpack] = await Promise.all([load('@electron/get'), load('@electron-internal/extract-zip')]);
  const functions = z.object({ downloadArtifact: z.function(), extract: z.function() });
  // Their documented signatures; the names were just checked.
  return functions.parse({ ...Object(get), ...Object(unpack) }) as unknown as InstallerTools;
}

/** Where the program lies inside the unpacked release. Source: `electron/install.js`. */
export function programPath(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/** The program of an unpacked runtime of this very version; `null` when there is none. */
export function findRuntime(electron: ElectronPackage, platform: NodeJS.Platform = process.platform): string | null {
  const chosen = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const dist = chosen ?? join(electron.directory, 'dist');
  const program = join(dist, programPath(platform));
  if (!existsSync(program)) return null;
  if (chosen !== undefined) return program;
  try {
    const version = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
    return version === electron.version ? program : null;
  } catch {
    // Unpacked by no installer, or not to the end.
    return null;
  }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
