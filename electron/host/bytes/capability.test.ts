import { expect, test } from 'vitest';
import { createByteCapability } from './capability.ts';

test('opens only with its own prefix and decodes the segments behind it', () => {
  const { prefix, segments } = createByteCapability('token');
  expect(prefix).toMatch(/^\/b\/[\w-]{43}$/);
  expect(segments(`${prefix}/file/a%2Fb/%E5%B1%B1`)).toEqual(['file', 'a/b', '山']);
  expect(segments(prefix)).toEqual([]);
  expect(segments(`${prefix}x/file`)).toBeNull();
  expect(segments(`${prefix.slice(0, -1)}/file`)).toBeNull();
  expect(segments('/b//file')).toBeNull();
  expect(segments(`${prefix}/%ZZ`)).toBeNull();
});

test('is another one in each session and for each token', () => {
  const session = Buffer.alloc(32, 1);
  const prefixes = [
    createByteCapability('token').prefix,
    createByteCapability('token').prefix,
    createByteCapability('token', session).prefix,
    createByteCapability('other', session).prefix,
  ];
  expect(new Set(prefixes).size).toBe(4);
  expect(createByteCapability('token', session).prefix).toBe(prefixes[2]);
});
