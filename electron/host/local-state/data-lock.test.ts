import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts';
import { type DataLock, readHolder, takeDataFolder } from './data-lock.ts';

function own(directory: string): DataLock {
  const attempt = takeDataFolder(directory);
  if (attempt.kind !== 'owned') throw new Error('The folder is held');
  onTestFinished(() => attempt.lock.release());
  return attempt.lock;
}

/** Another process that takes the folder and keeps it until it is killed. */
async function holdElsewhere(directory: string) {
  const script = `
    const { takeDataFolder } = await import(${JSON.stringify(new URL('./data-lock.ts', import.meta.url).href)});
    const attempt = takeDataFolder(process.argv[1]);
    if (attempt.kind === 'owned') attempt.lock.announce('http://127.0.0.1:1');
    console.log(attempt.kind);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  expect(String(line).trim()).toBe('owned');
  return child;
}

test('makes the folder and says who owns it, readable by the owner only', async () => {
  const directory = join(await temporaryDirectory(), 'deep', 'data');
  const lock = own(directory);
  expect(readHolder(directory)).toEqual({ pid: process.pid, origin: null, secret: lock.secret });
  lock.announce('http://127.0.0.1:4173');
  expect(readHolder(directory)).toEqual({ pid: process.pid, origin: 'http://127.0.0.1:4173', secret: lock.secret });
  expect([statSync(directory).mode & 0o077, statSync(join(directory, 'storeroom.lock')).mode & 0o077]).toEqual([0, 0]);
});

test('refuses a second owner in this process and says who is the first', async () => {
  const directory = await temporaryDirectory();
  const lock = own(directory);
  lock.announce('http://127.0.0.1:4173');
  expect(takeDataFolder(directory)).toMatchObject({ kind: 'held', holder: { pid: process.pid, secret: lock.secret } });
});

test('refuses while another process owns it, and takes over the moment that one is killed', async () => {
  const directory = await temporaryDirectory();
  const child = await holdElsewhere(directory);
  expect(takeDataFolder(directory)).toMatchObject({
    kind: 'held',
    holder: { pid: child.pid, origin: 'http://127.0.0.1:1' },
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(existsSync(join(directory, 'storeroom.lock'))).toBe(true);
  own(directory);
  expect(readHolder(directory)?.pid).toBe(process.pid);
});

test('does not mistake a living process with the same number for the owner', async () => {
  const directory = await temporaryDirectory();
  // What a crash leaves behind, with a process id that is in use again.
  writeFileSync(
    join(directory, 'storeroom.lock'),
    JSON.stringify({ pid: process.ppid, origin: 'http://127.0.0.1:1', secret: 'x' }),
  );
  own(directory);
});

test.each(['', '{', '[]', '{"pid":"x"}'])('survives a lock file that holds %j', async (content) => {
  const directory = await temporaryDirectory();
  writeFileSync(join(directory, 'storeroom.lock'), content);
  expect(readHolder(directory)).toBeNull();
  own(directory);
});

test('leaves nothing behind that says it is owned', async () => {
  const directory = await temporaryDirectory();
  const attempt = takeDataFolder(directory);
  if (attempt.kind === 'owned') attempt.lock.release();
  expect(readHolder(directory)).toBeNull();
  own(directory);
});

test('says so when the folder can not be made', async () => {
  const directory = await temporaryDirectory();
  writeFileSync(join(directory, 'file'), '');
  expect(() => takeDataFolder(join(directory, 'file', 'data'))).toThrow('ENOTDIR');
});
