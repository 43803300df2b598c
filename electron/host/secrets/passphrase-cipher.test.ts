import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deriveKey, newParameters, open, parseParameters, seal } from './passphrase-cipher.ts';

const anyText = fc.string({ unit: 'grapheme' });

test('opens what it sealed, with the same key and context only', () => {
  fc.assert(
    fc.property(anyText, fc.array(anyText), fc.array(anyText), (secret, context, other) => {
      const key = randomBytes(32);
      const sealed = seal(key, secret, context);
      expect(open(key, sealed, context)).toBe(secret);
      expect(open(randomBytes(32), sealed, context)).toBeNull();
      const isSame = JSON.stringify(context) === JSON.stringify(other);
      expect(open(key, sealed, other)).toBe(isSame ? secret : null);
    }),
  );
});

test('finds every damage, whatever the bytes are', () => {
  const key = randomBytes(32);
  const sealed = seal(key, 'pässword', ['a']);
  for (let place = 0; place < sealed.length; place++) {
    const damaged = Uint8Array.from(sealed);
    damaged[place] = (damaged[place] ?? 0) ^ 1;
    expect(open(key, damaged, ['a'])).toBeNull();
    expect(open(key, sealed.subarray(0, place), ['a'])).toBeNull();
  }
  fc.assert(fc.property(fc.uint8Array(), (bytes) => open(key, bytes, ['a']) === null));
});

test('never seals the same text to the same bytes, and shows nothing of it', () => {
  const key = randomBytes(32);
  const sealed = Array.from({ length: 200 }, () => Buffer.from(seal(key, 'secret-word', [])).toString('latin1'));
  expect(new Set(sealed).size).toBe(200);
  expect(sealed.some((bytes) => bytes.includes('secret'))).toBe(false);
});

test('makes another key of another passphrase or salt, and the same one however its letters are composed', async () => {
  const parameters = { ...newParameters(), cost: 2 ** 14 };
  const key = await deriveKey('caf\u00e9', parameters);
  expect(await deriveKey('cafe\u0301', parameters)).toEqual(key);
  expect(await deriveKey('cafe', parameters)).not.toEqual(key);
  expect(await deriveKey('caf\u00e9', { ...newParameters(), cost: 2 ** 14 })).not.toEqual(key);
});

test('asks for the cost that a stolen file deserves, and reads no parameters that make it cheap', () => {
  const parameters = newParameters();
  expect(parameters).toMatchObject({ cost: 131_072, blockSize: 8, parallelization: 1 });
  expect(parseParameters(JSON.stringify(parameters))).toEqual(parameters);
  expect(() => parseParameters(JSON.stringify({ ...parameters, cost: 2 }))).toThrow();
  expect(() => parseParameters(JSON.stringify({ ...parameters, salt: '' }))).toThrow();
  expect(() => parseParameters('{}')).toThrow();
});
