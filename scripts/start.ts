import { spawnSync } from 'node:child_process';
import { parseOptions } from '../electron/server/launch/options.ts';
import { staleParts } from './build.ts';
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

// In this process: signals arrive where they are handled, and the exit code is Storeroom's own.
endWithShell();
process.chdir(workingDirectory);
await import(new URL('../dist/node/main.js', import.meta.url).href);
