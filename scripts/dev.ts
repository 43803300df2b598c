import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { watch } from 'node:fs';
import { createServer } from 'node:net';
import { endWithShell } from './end-with-shell.ts';
import { inRepository } from './repository.ts';

/** A free port, asked for once: the page finds the server again after a restart. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

// The server runs from its sources and starts again when one of them changes; Vite inside it reloads the window.
const given = process.argv.slice(2);
const hasOption = (name: string) => given.some((argument) => argument === name || argument.startsWith(`${name}=`));
const port = hasOption('--port') ? [] : ['--port', String(await freePort())];
const token = hasOption('--token') ? [] : ['--token', randomBytes(32).toString('base64url')];
const restartAfterMs = 200;

let server: ChildProcess;
let isEnding = false;
let isRestarting = false;
let hasStarted = false;

function startServer(): void {
  // Only the first start opens a window; a later one is found by the page that is open already.
  const window = hasStarted && !hasOption('--no-open') ? ['--no-open'] : [];
  hasStarted = true;
  isRestarting = false;
  server = spawn(
    process.execPath,
    [inRepository('electron/server/main.ts'), '--dev', ...port, ...token, ...window, ...given],
    { stdio: 'inherit', cwd: process.env.INIT_CWD ?? process.cwd() },
  );
  server.once('exit', (code, signal) => {
    if (isRestarting) return startServer();
    if (isEnding || code === 0 || code === 2) process.exit(code ?? 0);
    console.log(`The server ended with ${signal ?? `code ${code}`}; it starts again when a source changes`);
  });
}

let timer: NodeJS.Timeout | undefined;

function restart(): void {
  if (isRestarting || isEnding) return;
  if (server.exitCode !== null || server.signalCode !== null) {
    startServer();
  } else {
    isRestarting = true;
    server.kill('SIGTERM');
  }
}

// Not Node's own --watch: with it the server's worker threads never answer (Node 24.21).
for (const folder of ['electron', 'shared']) {
  watch(inRepository(folder), { recursive: true }, (_event, name) => {
    if (name === null || !/(?<!\.test)\.ts$/.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      console.log(`Changed: ${folder}/${name}`);
      restart();
    }, restartAfterMs);
  });
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // A terminal sends Ctrl-C to both; asking twice does no harm.
  process.on(signal, () => {
    isEnding = true;
    if (server.exitCode !== null || server.signalCode !== null) process.exit(0);
    server.kill(signal);
  });
}
endWithShell();
startServer();
