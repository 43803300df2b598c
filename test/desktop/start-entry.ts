import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { DesktopPlace } from './desktop.ts';
import { makeDesktopPlace } from './desktop-place.ts';

const runner = fileURLToPath(new URL('./run-entry.ts', import.meta.url));

/** Runs an entry of the application in a process of its own, under the fake. */
export async function startEntry(entry: string, argvOf: (place: DesktopPlace) => readonly string[]) {
  const place = await makeDesktopPlace();
  const child = spawn(process.execPath, [runner, entry, place.directory, ...argvOf(place)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(([code]: unknown[]) => code);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    await place[Symbol.asyncDispose]();
  });
  const output: string[] = [];
  const errors: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => output.push(line));
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  return { child, ended, output, errors, place };
}
