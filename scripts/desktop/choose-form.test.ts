import { expect, test } from 'vitest';
import { parseOptions } from '../../electron/host/launch/options.ts';
import type { Machine } from '../../electron/server/launch/open-window.ts';
import { chooseForm } from './choose-form.ts';
import { RuntimeUnavailable } from './provide-runtime.ts';

const desk: Machine = { platform: 'linux', environment: { DISPLAY: ':0' }, isRoot: false };

function optionsOf(...argv: string[]) {
  const parsed = parseOptions(argv, '/');
  if (parsed.kind !== 'run') throw new Error('The arguments were not taken');
  return parsed.options;
}

async function untouchable(): Promise<string> {
  throw new Error('Electron was looked for');
}

test('opens the desktop window where there is a display and the runtime', async () => {
  const form = await chooseForm(optionsOf('shop.db', '--read-only'), desk, async () => '/electron');
  expect(form).toEqual({ kind: 'desktop', program: '/electron' });
});

test.each([['--browser'], ['--no-open'], ['--port=4000'], ['--token=t'], ['--dev']])(
  '%s asks for the browser form, and Electron is not touched',
  async (argument) => {
    expect(await chooseForm(optionsOf(argument), desk, untouchable)).toEqual({ kind: 'browser', reason: null });
  },
);

test.each([
  ['root', { ...desk, isRoot: true }],
  ['a session without a display', { ...desk, environment: {} }],
])('%s gets the browser form, and Electron is not touched', async (_, machine) => {
  expect(await chooseForm(optionsOf(), machine, untouchable)).toEqual({ kind: 'browser', reason: null });
});

test('says in one line why the desktop window can’t open', async () => {
  const form = await chooseForm(optionsOf(), desk, () => Promise.reject(new RuntimeUnavailable('no network')));
  expect(form).toEqual({
    kind: 'browser',
    reason: "The desktop window can't open: no network. Storeroom opens in the browser instead",
  });
});

test('a bug is not taken for a missing runtime', async () => {
  await expect(chooseForm(optionsOf(), desk, untouchable)).rejects.toThrow('Electron was looked for');
});
