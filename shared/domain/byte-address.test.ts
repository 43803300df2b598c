import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellPath, decodeSegments, downloadPath, logPath, thumbnailPath } from './byte-address.ts';

const file = { project: 'p', root: 'files', storage: 'a b/..', id: '0'.repeat(32) };

test('hostile parts stay inside their path segment', () => {
  expect(thumbnailPath('/b/cap', file, 256, 'v&1')).toBe(`/b/cap/thumb/p/files/a%20b%2F../${file.id}/256?v=v%261`);
  expect(downloadPath('/b/cap', file)).toBe(`/b/cap/file/p/files/a%20b%2F../${file.id}?download=1`);
  expect(cellPath('/b/cap', { project: 'p', storage: 's', model: '"; drop', key: 't?#', field: '__proto__' })).toBe(
    '/b/cap/cell/p/s/%22%3B%20drop/t%3F%23/__proto__',
  );
  expect(logPath('/b/cap', 'a&b')).toBe('/b/cap/log?reference=a%26b');
});

test('every name comes back from its address after a URL was made of it', () => {
  const name = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.constantFrom('.', '..', '~', '~.', '%2e%2e', '__proto__', 'a/b'),
  );
  fc.assert(
    fc.property(name, name, (model, field) => {
      const url = new URL(
        cellPath('/b/cap', { project: 'p', storage: 's', model, key: 'i1', field }),
        'http://127.0.0.1/',
      );
      expect(decodeSegments(url.pathname)).toEqual(['b', 'cap', 'cell', 'p', 's', model, 'i1', field]);
    }),
  );
  expect(decodeSegments('/%E0%A4%A')).toBeNull();
});
