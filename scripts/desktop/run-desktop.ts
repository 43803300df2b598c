import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { LaunchOptions } from '../../electron/host/launch/options.ts';

export interface DesktopStart {
  readonly program: string;
  /** The built main process. */
  readonly entry: string;
  readonly options: Pick<LaunchOptions, 'target' | 'dataDirectory' | 'readOnly'>;
  readonly workingDirectory: string;
  /** Lines of its standard output, and what it has to say. */
  print(line: string): void;
  note(line: string): void;
  /** Default 30 s. */
  readonly startLimitMs?: number;
}

export type DesktopEnd =
  | { readonly kind: 'ended'; readonly code: number }
  /** It never came so far as to show anything; another form may. */
  | { readonly kind: 'notStarted'; readonly reason: string };

/** Our own word that the window is there. */
const startedPattern = /^Storeroom: /;

/** The exit code of a start that can never work, in whatever form. */
const refusedExitCode = 2;

/** What Chromium tells its developers: `[pid:date:LEVEL:file(line)] …`. */
const chromiumNoise = /^\[\d+:\d{4}\/\d{6}\.\d+:|^\[\d{4}\/\d{6}\.\d+:/;

const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the desktop application until it ends. */
export function runDesktop(start: DesktopStart): Promise<DesktopEnd> {
  const { ELECTRON_RUN_AS_NODE: _unused, ...environment } = process.env;
  const child = spawn(start.program, [start.entry, ...argumentsOf(start.options)], {
    cwd: start.workingDirectory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment, STOREROOM_STARTED_BY_SCRIPT: '1' },
  });
  let isStarted = false;
  let lastWords = '';
  eachLine(child.stdout, (line) => {
    isStarted ||= startedPattern.test(line);
    start.print(line);
  });
  const held: string[] = [];
  eachLine(child.stderr, (line) => {
    if (line.trim() === '') return;
    lastWords = line;
    if (chromiumNoise.test(line)) return;
    // Until the window is there, they may be about why it will not come; that is told in one line.
    if (isStarted) start.note(line);
    else held.push(line);
  });
  const forward = endSignals.map((signal) => {
    const listener = () => void child.kill(signal);
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  const limitMs = start.startLimitMs ?? 30_000;
  let isLate = false;
  const limit = setTimeout(() => {
    if (isStarted) return;
    isLate = true;
    child.kill('SIGKILL');
  }, limitMs);
  return new Promise<DesktopEnd>((resolve) => {
    child.once('error', (error) => resolve({ kind: 'notStarted', reason: error.message }));
    // All that was written has been read by then.
    child.once('close', (code, signal) => {
      if (isStarted || code === 0 || code === refusedExitCode) {
        for (const line of held) start.note(line);
        resolve({ kind: 'ended', code: code ?? (signal === null ? 1 : 128) });
        return;
      }
      const how = isLate ? `it showed nothing for ${limitMs / 1000} s` : `it ended with ${signal ?? `code ${code}`}`;
      resolve({ kind: 'notStarted', reason: lastWords === '' ? how : `${how} (${whatItSaid(lastWords)})` });
    });
  }).finally(() => {
    clearTimeout(limit);
    for (const stop of forward) stop();
  });
}

function argumentsOf({ target, dataDirectory, readOnly }: DesktopStart['options']): string[] {
  return [
    ...(dataDirectory === null ? [] : [`--data=${dataDirectory}`]),
    ...(readOnly ? ['--read-only'] : []),
    ...(target === null ? [] : ['--', target]),
  ];
}

function whatItSaid(line: string): string {
  const said = line.replace(/^\[[^\]]*\]\s*/, '').trim();
  return said.length > 200 ? `${said.slice(0, 200)} …` : said;
}

function eachLine(stream: Readable, listener: (line: string) => void): void {
  createInterface({ input: stream }).on('line', listener);
}
