import { spawnSync } from 'node:child_process';
import { parseOptions } from '../electron/host/launch/options.ts';
import { userCacheDirectory } from '../electron/host/services/user-cache.ts';
import { thisMachine } from '../electron/server/launch/open-window.ts';
import { staleParts } from './build.ts';
import { chooseForm, noDesktopBecause } from './desktop/choose-form.ts';
import { installedElectron } from './desktop/electron-package.ts';
import { provideRuntime } from './desktop/provide-runtime.ts';
import { runDesktop } from './desktop/run-desktop.ts';
import { showDownload } from './desktop/show-download.ts';
import { endWithShell } from './end-with-shell.ts';
import { inRepository } from './repository.ts';

const neededMajor = 24;

/** Where the person stands: npm runs scripts in the checkout's folder and keeps the first one here. */
const workingDirectory = process.env.INIT_CWD ?? process.cwd();

const parsed = parseOptions(process.argv.slice(2), workingDirectory);
if (parsed.kind === 'help') {
  console.log(parsed.text);
  process.exit(0);
}
if (parsed.kind === 'refused') {
  console.error(parsed.message);
  process.exit(2);
}
if (Number.parseInt(process.versions.node, 10) < neededMajor) {
  console.error(
    `Storeroom runs on Node ${neededMajor}, this is ${process.versions.node}. "npm start" uses the right one from node_modules; if it does not, delete node_modules and run it again`,
  );
  process.exit(1);
}

if ((await staleParts()).length > 0) {
  // In a process of its own: the bundler's memory is given back before Storeroom runs.
  // What it says goes to the error stream: the output is the address and nothing else.
  const { status } = spawnSync(process.execPath, [inRepository('scripts/build.ts')], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

endWithShell();
process.chdir(workingDirectory);

const { options } = parsed;
const note = (line: string) => console.error(line);
const form = await chooseForm(options, thisMachine, () =>
  provideRuntime({
    electron: installedElectron(),
    cacheDirectory: userCacheDirectory(),
    platform: process.platform,
    arch: process.arch,
    now: Date.now,
    progress: showDownload(),
  }),
);
if (form.kind === 'desktop') {
  const entry = inRepository('dist/node/desktop.js');
  const print = (line: string) => console.log(line);
  const end = await runDesktop({ program: form.program, entry, options, workingDirectory, print, note });
  if (end.kind === 'ended') process.exit(end.code);
  note(noDesktopBecause(end.reason));
} else if (form.reason !== null) {
  note(form.reason);
}

// In this process: signals arrive where they are handled, and the exit code is Storeroom's own.
await import(new URL('../dist/node/main.js', import.meta.url).href);
