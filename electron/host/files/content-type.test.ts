import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { inlineContentType, isDrawable, sniffBytes, sniffContentType } from './content-type.ts';

const text = (value: string) => new TextEncoder().encode(value);

test('tells images from bytes that the image library wrote', async () => {
  const canvas = () => sharp({ create: { width: 9, height: 7, channels: 3, background: '#246' } });
  const written = {
    'image/jpeg': await canvas().jpeg().toBuffer(),
    'image/png': await canvas().png().toBuffer(),
    'image/webp': await canvas().webp().toBuffer(),
    'image/gif': await canvas().gif().toBuffer(),
    'image/tiff': await canvas().tiff().toBuffer(),
    'image/avif': await canvas().avif().toBuffer(),
  };
  for (const [type, bytes] of Object.entries(written))
    expect(sniffContentType(bytes.subarray(0, sniffBytes), true)).toBe(type);
});

test.each([
  ['%PDF-1.7\n', 'application/pdf'],
  ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'],
  ['\ufeff<?xml version="1.0"?>\n<!-- drawn -->\n<svg/>', 'image/svg+xml'],
  ['<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg/>', 'image/svg+xml'],
  ['<!DOCTYPE html><p>hello', 'text/html'],
  ['<ScRiPt>alert(1)</script>', 'text/html'],
  ['  <img src=x onerror=alert(1)>', 'text/html'],
  ['<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', 'text/html'],
  ['<?xml version="1.0"?><feed/>', 'application/xml'],
  ['{"a": [1, 2]}', 'application/json'],
  ['{"a": [1, 2', 'text/plain'],
  ['name,city\nAda,Praha\n', 'text/plain'],
  ['договор №1', 'text/plain'],
  ['BMW and other words', 'text/plain'],
  ['ID', 'text/plain'],
  ['', 'text/plain'],
  ['a\0b', ''],
])('tells %j as %s', (content, type) => {
  expect(sniffContentType(text(content), true)).toBe(type);
});

test('an SVG with a picture signature in front is the picture, which no browser runs', () => {
  const polyglot = new Uint8Array([...text('GIF89a'), ...text('<svg onload="alert(1)"/>')]);
  expect(sniffContentType(polyglot, true)).toBe('image/gif');
});

test('HEIC is told but not drawn', () => {
  const heic = new Uint8Array([0, 0, 0, 24, ...text('ftypheic'), 0, 0, 0, 0, ...text('mif1heic')]);
  expect(sniffContentType(heic, true)).toBe('image/heic');
  expect(isDrawable('image/heic')).toBe(false);
});

test('any bytes have a type, and none that could run is shown in place', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, isWhole) => {
      const type = sniffContentType(bytes, isWhole);
      expect(type).toMatch(/^$|^[a-z]+\/[a-z0-9.+-]+$/);
      expect(inlineContentType(type) ?? '').not.toMatch(/html|svg|xml|javascript|pdf/);
    }),
  );
});

test('text that begins like a page is never shown in place, whatever follows', () => {
  const starts = fc.constantFrom(
    '<!doctype html>',
    '<html>',
    '<script>',
    '<svg ',
    '<?xml version="1.0"?><a',
    '<!-- x --><body>',
  );
  const space = fc.stringMatching(/^[ \t\n\r]{0,5}$/);
  fc.assert(
    fc.property(space, starts, fc.string({ unit: 'grapheme' }), (before, start, rest) => {
      fc.pre(!rest.includes('\0'));
      expect(inlineContentType(sniffContentType(text(before + start + rest), true))).toBeNull();
    }),
  );
});
