import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { parseDesktopOptions } from './desktop-options.ts';

function parse(...argv: string[]) {
  return parseDesktopOptions(argv, '/here');
}

test('reads what to open, the data folder and read-only', () => {
  expect(parse('shop', '--data', 'd', '--read-only')).toMatchObject({
    kind: 'run',
    options: { target: '/here/shop', dataDirectory: '/here/d', readOnly: true },
  });
});

test('passes over what the system adds', () => {
  const argv = ['-psn_0_123', '--no-sandbox', '--ozone-platform=wayland', 'shop', '--enable-features=A,B'];
  expect(parse(...argv)).toMatchObject({ kind: 'run', options: { target: '/here/shop' } });
});

test('takes what follows -- as a path', () => {
  expect(parse('--', '--no-sandbox')).toMatchObject({ kind: 'run', options: { target: '/here/--no-sandbox' } });
});

test('takes the address of a file, as menu entries hand it over, for its path', () => {
  const address = pathToFileURL(resolve('/data/first shop.db')).href;
  expect(parse(address)).toMatchObject({ kind: 'run', options: { target: resolve('/data/first shop.db') } });
});

test.each([['--browser'], ['--port=4000'], ['--token=abc'], ['--no-open']])(
  'refuses %s: it has no address',
  (argument) => {
    expect(parse(argument)).toEqual({ kind: 'refused', message: expect.stringContaining('has no address') });
  },
);
