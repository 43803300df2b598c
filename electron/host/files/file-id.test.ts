import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlainName, isStorageName, parseFileValue, spellingsOf } from './file-id.ts';

const id = fc.stringMatching(/^[0-9a-f]{32}$/);

test('both spellings of an id name the same file', () => {
  fc.assert(
    fc.property(id, (stored) => {
      for (const spelling of spellingsOf(stored))
        expect(parseFileValue(spelling)).toEqual({ kind: 'stored', id: stored });
    }),
  );
});

test.each([
  '',
  '.',
  '..',
  'a',
  '../../../../etc/passwd',
  'ABCDEF0123456789ABCDEF0123456789',
  `${'a'.repeat(31)}g`,
  `${'a'.repeat(32)}\n`,
  'a'.repeat(33),
])('%j names no stored file', (value) => {
  expect(parseFileValue(value)).toEqual({ kind: 'invalid' });
});

test('a static asset is not a stored file', () => {
  expect(parseFileValue('/system/demo/avatars/x.jpg')).toEqual({ kind: 'static', path: '/system/demo/avatars/x.jpg' });
});

test('only a single step of a path is a plain name', () => {
  expect(['a b.jpg', '写真 03.png', '.fileinfo.json'].every(isPlainName)).toBe(true);
  expect(['', '.', '..', 'a/b', 'a\\b', 'a\0b', '\ud800', 'ж'.repeat(128)].some(isPlainName)).toBe(false);
  expect(isStorageName('studio.albums')).toBe(true);
  expect(isStorageName('.storeroom')).toBe(false);
});
