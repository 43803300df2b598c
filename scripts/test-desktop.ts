import { spawnSync } from 'node:child_process';
import { startVitest } from 'vitest/node';
import { userCacheDirectory } from '../electron/host/services/user-cache.ts';
import { thisMachine, whyNoWindows } from '../electron/server/launch/open-window.ts';
import { staleParts } from './build.ts';
import { installedElectron } from './desktop/electron-package.ts';
import { provideRuntime, RuntimeUnavailable } from './desktop/provide-runtime.ts';
import { showDownload } from './desktop/show-download.ts';
import { inRepository, repository } from './repository.ts';

// The assertions that `npm test` checks under the fake, on the real runtime where there is one. Where there is none, the
// reason is said and the run passes as skipped; with `--required` (continuous integration) it fails.
const isRequired = process.argv.includes('--required');

function skip(reason: string): never {
  console.log(`Desktop tests skipped: ${reason}`);
  process.exit(isRequired ? 1 : 0);
}

async function findProgram(): Promise<string> {
  const obstacle = whyNoWindows(thisMachine);
  if (obstacle !== null) skip(obstacle);
  try {
    return await provideRuntime({
      electron: installedElectron(),
      cacheDirectory: userCacheDirectory(),
      platform: process.platform,
      arch: process.arch,
      now: Date.now,
      progress: showDownload(),
    });
  } catch (error) {
    if (error instanceof RuntimeUnavailable) return skip(`there is no Electron: ${error.message}`);
    throw error;
  }
}

const program = await findProgram();
if ((await staleParts()).length > 0) {
  const { status } = spawnSync(process.execPath, [inRepository('scripts/build.ts')], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
const vitest = await startVitest('test', [], {
  root: repository,
  project: ['desktop'],
  watch: false,
  provide: { desktopRuntime: { program, entry: inRepository('dist/node/desktop.js') } },
});
await vitest.close();
process.exit(process.exitCode ?? 0);
