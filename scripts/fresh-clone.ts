import { type ChildProcess, spawn } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { repository } from './repository.ts';

// Proves the README's first command: a clone of what is committed, an empty npm cache, a home of its own, and a PATH
// with nothing but node, npm, git and a shell (no Python, no compiler). Takes about a minute; not part of `npm test`.

const startLimitMs = 300_000;
const stopLimitMs = 10_000;
const programs = ['node', 'npm', 'git', 'sh'];

/** Where a program of the person's own PATH lies, past the Node that npm puts in front. */
async function findOutside(name: string): Promise<string> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (folder.includes('node_modules')) continue;
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  throw new Error(`No ${name} on the PATH`);
}

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly lines: readonly string[];
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
}

function run(program: string, parameters: readonly string[], directory: string, environment: NodeJS.ProcessEnv): Run {
  const begun = performance.now();
  const child = spawn(program, parameters, {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, as a terminal gives each command.
    detached: true,
  });
  const lines: string[] = [];
  const listeners = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      console.log(`${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${line}`);
      for (const listener of listeners) listener(line);
    });
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return {
    child,
    ended,
    lines,
    waitFor: (pattern) =>
      new Promise((resolve, reject) => {
        const limit = setTimeout(() => reject(new Error(`${pattern} did not appear in time`)), startLimitMs);
        const listener = (line: string) => {
          const match = pattern.exec(line);
          if (match === null) return;
          clearTimeout(limit);
          resolve(match);
        };
        for (const line of lines) listener(line);
        listeners.add(listener);
        ended.then(
          (code) => {
            clearTimeout(limit);
            reject(new Error(`${program} ended with code ${code} before ${pattern} appeared`));
          },
          (error: unknown) => reject(error),
        );
      }),
  };
}

/** As Ctrl-C does: the signal goes to the whole group. */
async function stop(started: Run): Promise<number> {
  const begun = performance.now();
  const group = -(started.child.pid ?? Number.NaN);
  process.kill(group, 'SIGINT');
  const limit = setTimeout(() => process.kill(group, 'SIGKILL'), stopLimitMs);
  await started.ended;
  clearTimeout(limit);
  return performance.now() - begun;
}

async function startAndStop(npm: string, directory: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const begun = performance.now();
  const data = join(directory, '..', 'data');
  const started = run(npm, ['start', '--', '--no-open', '--port', '0', '--data', data], directory, environment);
  const [, address = ''] = await started.waitFor(/^Storeroom: (http:\/\/127\.0\.0\.1:\d+\/#token=\S+)$/);
  const startMs = performance.now() - begun;
  const page = await fetch(new URL('/', address));
  if (!page.ok || !(await page.text()).includes('<div id="root">'))
    throw new Error(`${address} answers ${page.status}`);
  const stopMs = await stop(started);
  console.log(`started in ${(startMs / 1000).toFixed(1)} s, stopped in ${Math.round(stopMs)} ms\n`);
  if (stopMs > 1500) throw new Error('It took too long to stop');
}

const directory = await mkdtemp(join(tmpdir(), 'storeroom-fresh-'));
try {
  const bin = join(directory, 'bin');
  const home = join(directory, 'home');
  await mkdir(bin);
  await mkdir(home);
  for (const name of programs) await symlink(await findOutside(name), join(bin, name));
  const environment: NodeJS.ProcessEnv = {
    PATH: bin,
    HOME: home,
    TMPDIR: directory,
    LANG: 'C.UTF-8',
    npm_config_cache: join(directory, 'npm-cache'),
    // What makes the registry reachable from here is the machine's, not the project's.
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) =>
        /^(https?_proxy|no_proxy|npm_config_registry|NODE_EXTRA_CA_CERTS)$/i.test(name),
      ),
    ),
  };
  const clone = join(directory, 'clone');
  const cloned = await run(join(bin, 'git'), ['clone', '--quiet', repository, clone], directory, environment).ended;
  if (cloned !== 0) throw new Error('git clone failed');
  const npm = join(bin, 'npm');
  await startAndStop(npm, clone, environment);
  console.log('Again, with everything installed and built');
  await startAndStop(npm, clone, environment);
} finally {
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}
