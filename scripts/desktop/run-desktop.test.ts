import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../test/support/temporary-directory.ts';
import { type DesktopStart, runDesktop } from './run-desktop.ts';

/** Runs a shell script in the place of Electron. */
async function run(script: string, change: Partial<DesktopStart> = {}) {
  const directory = await temporaryDirectory();
  const program = join(directory, 'electron');
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  const output: string[] = [];
  const notes: string[] = [];
  const end = await runDesktop({
    program,
    entry: '/app/desktop.js',
    options: { target: null, dataDirectory: null, readOnly: false },
    workingDirectory: directory,
    print: (line) => void output.push(line),
    note: (line) => void notes.push(line),
    ...change,
  });
  return { end, output, notes };
}

test('passes on what the person asked for, however a path is spelt', async () => {
  const { output } = await run('for a in "$@"; do echo "$a"; done; echo "Storeroom: here"', {
    options: { target: '/a b/--read-only', dataDirectory: '/data dir', readOnly: true },
  });
  expect(output).toEqual([
    '/app/desktop.js',
    '--data=/data dir',
    '--read-only',
    '--',
    '/a b/--read-only',
    'Storeroom: here',
  ]);
});

test('ends as the application ended', async () => {
  expect(await run('echo "Storeroom: here"; exit 0')).toMatchObject({ end: { kind: 'ended', code: 0 } });
  expect(await run('echo "Storeroom: here"; exit 7')).toMatchObject({ end: { kind: 'ended', code: 7 } });
});

test('a refused start is refused, not tried in another form', async () => {
  expect(await run('echo "No such file or folder: /x" >&2; exit 2')).toEqual({
    end: { kind: 'ended', code: 2 },
    output: [],
    notes: ['No such file or folder: /x'],
  });
});

test('a program that can’t show anything leaves the reason in one line', async () => {
  const complaint = '[17:1122/010203.1:FATAL:setuid_sandbox_host.cc(163)] The SUID sandbox helper is not configured';
  expect(await run(`echo "${complaint}" >&2; exit 133`)).toEqual({
    end: { kind: 'notStarted', reason: 'it ended with code 133 (The SUID sandbox helper is not configured)' },
    output: [],
    notes: [],
  });
  expect((await run('', { program: '/nowhere/electron' })).end).toEqual({
    kind: 'notStarted',
    reason: expect.stringContaining('ENOENT'),
  });
});

test('a program that shows nothing in time is ended', async () => {
  const { end } = await run('exec sleep 60', { startLimitMs: 200 });
  expect(end).toEqual({ kind: 'notStarted', reason: 'it showed nothing for 0.2 s' });
});

test('Chromium’s talk to its developers is left out, ours is not', async () => {
  const { notes } = await run(
    'echo "Storeroom: here"; sleep 0.1; echo "[17:1122/010203.1:ERROR:bus.cc(407)] Failed to connect" >&2; echo "A word of ours" >&2',
  );
  expect(notes).toEqual(['A word of ours']);
});

test('a node form of Electron is never asked for', async () => {
  process.env.ELECTRON_RUN_AS_NODE = '1';
  try {
    const { output } = await run('echo "[$ELECTRON_RUN_AS_NODE]"; echo "Storeroom: here"');
    expect(output[0]).toBe('[]');
  } finally {
    delete process.env.ELECTRON_RUN_AS_NODE;
  }
});
