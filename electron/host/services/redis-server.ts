import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../../shared/domain/app-error.ts';
import {
  hasDebianPackages,
  type ReportProgress,
  unpackDebianPackages,
  unpackedEnvironment,
} from './debian-packages.ts';
import { endWithThisProcess } from './end-with-parent.ts';
import { findProgram, programFolders } from './find-program.ts';
import { privateSocketPath } from './private-directory.ts';
import { runProgram } from './run-program.ts';

export interface RedisServerRequest {
  /** Holds the data, the log and, where its path is short enough, the socket. Made when absent. */
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
  /** Folders to look for a server program in. Default: those of `PATH` and the usual ones. */
  readonly programFolders?: readonly string[];
  /** Where downloaded packages are kept. Default: the user's cache. */
  readonly cacheDirectory?: string;
  /** What apt takes for installed. Default: the system's own list. */
  readonly statusFile?: string;
}

export interface RunningRedis {
  /** `unix:` and the path of the socket. */
  readonly url: string;
  /** The server program that was found. */
  readonly program: string;
  /** Resolves when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends the server; what it holds is on disk then. Takes less than a second. */
  stop(): Promise<void>;
}

export interface MissingRedis {
  /** What is missing, one sentence. */
  readonly missing: string;
  /** How to get it, one sentence. */
  readonly advice: string;
}

const startLimitMs = 20_000;
const stopLimitMs = 700;

const adviceByPlatform: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Install it with "brew install redis" and open the demo again',
  win32: 'Redis has no Windows build: run Storeroom in WSL, or give the project the address of a Redis elsewhere',
};
const advice =
  adviceByPlatform[process.platform] ?? 'Install the package redis-server or valkey and open the demo again';

interface ServerProgram {
  readonly path: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The server out of the unpacked packages. What was unpacked once may lack a library that the system had at that time and
 * has no more; then it is removed and the answer is `null`: unpacking again brings the library along.
 */
async function unpackedProgram(
  request: RedisServerRequest,
  packages: readonly string[],
  names: readonly string[],
): Promise<ServerProgram | null> {
  const root = await unpackDebianPackages({ ...request, packages });
  const path = await findProgram(names, [join(root, 'usr/bin')]);
  if (path === null) throw new Error(`${packages[0]} holds no server`);
  const environment = await unpackedEnvironment(root);
  try {
    await runProgram(path, ['--version'], { signal: request.signal, environment });
    return { path, environment };
  } catch (error) {
    if (request.signal.aborted) throw error;
    await rm(root, { recursive: true, force: true });
    return null;
  }
}

async function provideProgram(request: RedisServerRequest): Promise<ServerProgram | MissingRedis> {
  const names = ['redis-server', 'valkey-server'];
  const installed = await findProgram(names, request.programFolders ?? programFolders());
  if (installed !== null) return { path: installed, environment: process.env };
  if (process.platform !== 'linux' || !(await hasDebianPackages())) {
    return { missing: 'No redis-server or valkey-server on this machine', advice };
  }
  let reason: unknown;
  for (const packages of [
    ['redis-server', 'redis-tools'],
    ['valkey-server', 'valkey-tools'],
  ]) {
    try {
      const unpacked =
        (await unpackedProgram(request, packages, names)) ?? (await unpackedProgram(request, packages, names));
      if (unpacked !== null) return unpacked;
    } catch (error) {
      if (request.signal.aborted) throw error;
      reason ??= error;
    }
  }
  const why = reason instanceof Error ? `: ${reason.message}` : '';
  return { missing: `No redis-server on this machine, and its package could not be fetched${why}`, advice };
}

/**
 * The whole configuration. No port: only this user reaches the socket. The append-only file keeps every change within a
 * second; a background save would need twice the memory and keep less.
 */
function configuration(directory: string, socketPath: string): string {
  const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
  return [
    'port 0',
    `unixsocket ${quote(socketPath)}`,
    'unixsocketperm 700',
    `dir ${quote(directory)}`,
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'daemonize no',
    'databases 16',
    'loglevel notice',
    '',
  ].join('\n');
}

/** Sends one inline command and gives the first line of the reply; `null` when nobody answers. */
function ask(socketPath: string, command: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect(socketPath, () => socket.write(`${command}\r\n`));
    const finish = (reply: string | null) => {
      socket.destroy();
      resolve(reply);
    };
    socket.setTimeout(2000, () => finish(null));
    socket.once('data', (reply) => finish(reply.toString('latin1').split('\r\n')[0] ?? null));
    // No socket, nobody behind it, or closed without a word (SHUTDOWN): all mean that no server is there.
    socket.once('error', () => finish(null));
    socket.once('close', () => finish(null));
  });
}

/** A server of an earlier run that its watcher did not end is asked to: two must never write the same files. */
async function endLeftover(socketPath: string, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; attempt < 50 && (await ask(socketPath, 'PING')) !== null; attempt++) {
    await ask(socketPath, 'SHUTDOWN');
    if (signal.aborted) throw new AppError('aborted', 'Starting Redis was cancelled');
    await pause(40);
  }
}

type ServerProcess = ChildProcessByStdio<null, Readable, Readable>;

/** Resolves when the server says it is ready. Keeps reading afterwards: a full pipe would block the server. */
function untilReady(server: ServerProcess, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const lastLines: string[] = [];
    const fail = (what: string, options?: ErrorOptions) =>
      reject(new AppError('connection', `The Redis server ${what}: ${lastLines.join(' · ')}`, {}, options));
    const limit = setTimeout(() => fail(`was not ready after ${startLimitMs} ms`), startLimitMs);
    const abort = () => reject(new AppError('aborted', 'The Redis server was cancelled'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    for (const stream of [server.stdout, server.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lastLines.push(line);
        if (lastLines.length > 3) lastLines.shift();
        if (/ready to accept connections/i.test(line)) resolve();
      });
    }
    server.once('error', (error) => fail('could not be started', { cause: error }));
    server.once('close', (code) => {
      clearTimeout(limit);
      signal.removeEventListener('abort', abort);
      fail(`ended with code ${code}`);
    });
  });
}

/**
 * Starts a private Redis: a program of the machine, or on Debian and Ubuntu the distribution's package unpacked into
 * the user's cache. It keeps its data in `directory` and ends with this process.
 *
 * @throws AppError `aborted` when the signal fires, `connection` when a server is there but does not start.
 */
export async function startRedisServer(request: RedisServerRequest): Promise<RunningRedis | MissingRedis> {
  const { directory, signal, report } = request;
  if (signal.aborted) throw new AppError('aborted', 'Starting Redis was cancelled');
  const program = await provideProgram(request);
  if ('missing' in program) return program;

  report({ step: 'Starting Redis', done: 0, total: null });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const socketPath = await privateSocketPath(directory, 'redis.sock');
  await endLeftover(socketPath, signal);
  const configurationFile = join(directory, 'redis.conf');
  await writeFile(configurationFile, configuration(directory, socketPath), { mode: 0o600 });

  const server = spawn(program.path, [configurationFile], {
    env: program.environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stopWatching = server.pid === undefined ? () => {} : endWithThisProcess(server.pid);
  const ended = new Promise<void>((resolve) => {
    server.once('error', () => resolve());
    server.once('close', () => resolve());
  }).finally(stopWatching);
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return ended;
    server.kill('SIGTERM');
    const limit = setTimeout(() => server.kill('SIGKILL'), stopLimitMs);
    await ended;
    clearTimeout(limit);
  };
  try {
    await untilReady(server, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `unix:${socketPath}`, program: program.path, ended, stop };
}
