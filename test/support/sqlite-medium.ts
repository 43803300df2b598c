import { execFile } from 'node:child_process';
import { chmod, cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished, type TestContext } from 'vitest';
import { temporaryDirectory } from './temporary-directory.ts';

const run = promisify(execFile);

/**
 * Copies the files of a folder to a medium that nobody can write to, and returns where they are: as root a file system that
 * is mounted for reading only, else a folder without the right to write. Where neither can be had the test is skipped.
 */
export async function onReadOnlyMedium(context: TestContext, files: string): Promise<string> {
  const place = await temporaryDirectory();
  if (process.platform === 'win32') context.skip('Windows has no folders that forbid writing');
  if (process.getuid?.() !== 0) {
    await cp(files, place, { recursive: true });
    for (const name of await readdir(place)) await chmod(join(place, name), 0o444);
    await chmod(place, 0o555);
    onTestFinished(() => chmod(place, 0o755));
    return place;
  }
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', place]);
  } catch (error) {
    context.skip(`nothing can be mounted here, and root writes everywhere else: ${String(error).split('\n')[0]}`);
  }
  // Lazily, as a thread that is still ending may hold a file.
  onTestFinished(async () => void (await run('umount', ['-l', place])));
  await cp(files, place, { recursive: true });
  await run('mount', ['-o', 'remount,ro', place]);
  return place;
}
