import { expect, test } from 'vitest';
import { showDownload } from './show-download.ts';

function show(isTTY: boolean) {
  const written: string[] = [];
  let time = 0;
  const progress = showDownload({ isTTY, write: (text) => void written.push(text) }, () => time);
  for (const [at, bytes] of [
    [0, 1e6],
    [100, 2e6],
    [300, 3e6],
    [6000, 50e6],
    [6001, 100e6],
  ] as const) {
    time = at;
    progress.received(bytes, 100e6);
  }
  progress.unpacking();
  progress.done();
  return written;
}

test('counts on one line of a terminal', () => {
  const line = (text: string) => `\r\u001b[K  Downloading the desktop runtime … ${text}`;
  expect(show(true)).toEqual([
    line('1.0 MB of 100.0 MB (1 %)'),
    line('3.0 MB of 100.0 MB (3 %)'),
    line('50.0 MB of 100.0 MB (50 %)'),
    line('100.0 MB of 100.0 MB (100 %)'),
    '\r\u001b[K  Unpacking the desktop runtime …',
    '\n',
  ]);
});

test('writes a line every five seconds where there is no terminal', () => {
  expect(show(false)).toEqual([
    '  Downloading the desktop runtime … 1.0 MB of 100.0 MB (1 %)\n',
    '  Downloading the desktop runtime … 50.0 MB of 100.0 MB (50 %)\n',
    '  Downloading the desktop runtime … 100.0 MB of 100.0 MB (100 %)\n',
    '  Unpacking the desktop runtime …\n',
  ]);
});
