import { spawn } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { extractAll } from '@electron/asar';
import type { TestProject } from 'vitest/node';
import { staleParts } from '../../scripts/build.ts';
import { inRepository, repository } from '../../scripts/repository.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { makeStubElectron } from './stub-electron.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the packed application: what an installer would copy to the machine. */
    packedApplication: string;
    /** `resources` as Electron shows it: `app.asar` is a folder there, `app.asar.unpacked` lies beside it. */
    resourcesAsSeen: string;
  }
}

async function installedElectron(): Promise<string> {
  // npm keeps to this form.
  const manifest = JSON.parse(await readFile(inRepository('node_modules/electron/package.json'), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
}

/** Runs electron-builder itself, over this repository and its own configuration. Nothing is fetched. */
async function pack(electronDist: string, output: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [
      inRepository('node_modules/electron-builder/cli.js'),
      ...['--linux', 'dir', '--publish', 'never'],
      ...[`-c.electronDist=${electronDist}`, `-c.directories.output=${output}`],
    ],
    { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const words: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => words.push(chunk));
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`electron-builder ended with code ${code}:\n${Buffer.concat(words)}`));
    });
  });
}

/** Packs the build that lies in `dist/`, once for all tests of the project. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stale = await staleParts();
  if (stale.length > 0) throw new Error('The build is older than the sources: run "npm run build" first');
  const { path, remove } = await makeTemporaryDirectory();
  try {
    const electron = join(path, 'electron');
    await makeStubElectron(electron, await installedElectron());
    await pack(electron, join(path, 'output'));
    const application = join(path, 'output', 'linux-unpacked');
    const packed = join(application, 'resources');
    const seen = join(path, 'resources');
    extractAll(join(packed, 'app.asar'), join(seen, 'app.asar'));
    await cp(join(packed, 'app.asar.unpacked'), join(seen, 'app.asar.unpacked'), { recursive: true });
    project.provide('packedApplication', application);
    project.provide('resourcesAsSeen', seen);
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}
