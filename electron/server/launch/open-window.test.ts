import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Machine, openWindow } from './open-window.ts';
import { writeRedirectFile } from './redirect-file.ts';

const url = 'http://127.0.0.1:1/#token=secret';
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'storeroom-window-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** A Linux session whose programs are exactly these shell scripts. */
async function machineWith(programs: Record<string, string>): Promise<Machine> {
  const folder = join(directory, 'bin');
  await mkdir(folder, { recursive: true });
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  const environment = { DISPLAY: ':0', PATH: folder, CHROMIUM_PATH: join(folder, 'chromium') };
  return { platform: 'linux', environment, isRoot: false };
}

async function open(machine: Machine) {
  const lines: string[] = [];
  const profileDirectory = join(directory, 'profile');
  const opened = await openWindow({ url, profileDirectory, log: (line) => lines.push(line), machine });
  return { opened, lines };
}

test('as root nothing is opened, and one line says so', async () => {
  const machine = { ...(await machineWith({ chromium: 'exit 0' })), isRoot: true };
  const { opened, lines } = await open(machine);
  expect(opened).toEqual({ kind: 'none', reasons: [expect.stringMatching(/^No window is opened for root/)] });
  expect(lines).toEqual(opened.kind === 'none' ? opened.reasons : []);
});

test('without a display nothing is opened, and one line says so', async () => {
  const machine = { ...(await machineWith({})), environment: { PATH: '' } };
  const { opened } = await open(machine);
  expect(opened).toEqual({ kind: 'none', reasons: ['No window: this session has no display'] });
});

test('goes on to the default browser when no browser can show an app window', async () => {
  const machine = await machineWith({
    chromium: 'exit 7',
    'xdg-open': `cp "$1" "${directory}/seen"; ls -l "$1" > "${directory}/mode"`,
  });
  const { opened } = await open(machine);
  expect(opened).toEqual({
    kind: 'browser',
    reasons: [`No app window: ${join(directory, 'bin', 'chromium')} ended with code 7; the default browser is tried`],
  });
  expect(await readFile(join(directory, 'seen'), 'utf8')).toContain(`url=${url}"`);
  expect(await readFile(join(directory, 'mode'), 'utf8')).toMatch(/^-rw-------/);
});

test('ends with the address alone when the default browser fails too, each step with its reason', async () => {
  const machine = await machineWith({ 'xdg-open': 'exit 3' });
  const { opened, lines } = await open(machine);
  expect(opened).toEqual({
    kind: 'none',
    reasons: [
      expect.stringMatching(/^No app window: CHROMIUM_PATH names no program/),
      expect.stringMatching(/^No default browser: .*xdg-open ended with code 3; open the address by hand$/),
    ],
  });
  expect(lines).toHaveLength(2);
});

test('the redirect file is new, private and leads to any address unharmed', async () => {
  const path = join(directory, 'open-storeroom.html');
  await writeFile(path, 'left by somebody', { mode: 0o644 });
  const redirect = await writeRedirectFile(directory, 'http://127.0.0.1:1/?a="<&#token=x');
  expect(redirect.path).toBe(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).toContain('url=http://127.0.0.1:1/?a=&quot;&lt;&amp;#token=x"');
  await redirect.remove();
  await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
});
