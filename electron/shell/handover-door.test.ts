import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../../test/support/temporary-directory.ts';
import { createHandoverHandler, handOver, type Wish } from '../host/launch/handover.ts';
import { takeDataFolder } from '../host/local-state/data-lock.ts';
import { openHandoverDoor } from './handover-door.ts';

async function openDoor(secret: string) {
  const directory = join(await temporaryDirectory(), 'data');
  const wishes: Wish[] = [];
  const attempt = takeDataFolder(directory);
  if (attempt.kind !== 'owned') throw new Error('The folder is taken');
  // Left by an owner that was killed.
  writeFileSync(join(directory, 'handover.sock'), '');
  const door = await openHandoverDoor(
    directory,
    createHandoverHandler(secret === '' ? attempt.lock.secret : secret, async (wish) => {
      wishes.push(wish);
      return { kind: 'opened', address: 'here' };
    }),
  );
  attempt.lock.announce(door.origin);
  onTestFinished(async () => {
    await door.close();
    attempt.lock.release();
  });
  return { directory, door, wishes };
}

function ask(socketPath: string, method: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('takes a wish from whoever can read the lock file', async () => {
  const { directory, wishes } = await openDoor('');
  expect(await handOver(directory, { target: '/a', open: true })).toEqual({ kind: 'opened', address: 'here' });
  expect(wishes).toEqual([{ target: '/a', open: true }]);
});

test('takes nothing from anybody else, and answers nothing else', async () => {
  const { directory, door, wishes } = await openDoor('another secret than that of the lock');
  expect((await handOver(directory, { target: '/a', open: true })).kind).toBe('unreachable');
  const path = door.origin.replace('socket:', '');
  expect(await ask(path, 'GET', '/handover')).toBe(404);
  expect(await ask(path, 'POST', '/')).toBe(404);
  expect(wishes).toEqual([]);
});

test('finds a place for its socket however long the folder’s path is', async ({ skip }) => {
  if (process.platform === 'win32') skip('Windows has named pipes, whose names are short');
  const deep = join(await temporaryDirectory(), 'a-rather-long-name-of-a-folder'.repeat(5));
  mkdirSync(deep, { recursive: true });
  const door = await openHandoverDoor(deep, async () => new Response());
  const path = door.origin.replace('socket:', '');
  expect(Buffer.byteLength(path)).toBeLessThan(104);
  expect(existsSync(path)).toBe(true);
  await door.close();
  expect(existsSync(path)).toBe(false);
});
