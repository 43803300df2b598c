import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentDisposition, downloadName } from './content-disposition.ts';

test.each([
  ['photo 01.jpg', `attachment; filename="photo 01.jpg"; filename*=UTF-8''photo%2001.jpg`],
  ['山田太郎.webp', `attachment; filename="____.webp"; filename*=UTF-8''%E5%B1%B1%E7%94%B0%E5%A4%AA%E9%83%8E.webp`],
  [
    "renée o'brien & co #1 100%.gif",
    `attachment; filename="renee o'brien & co #1 100_.gif"; filename*=UTF-8''ren%C3%A9e%20o%27brien%20%26%20co%20%231%20100%25.gif`,
  ],
])('names %s for old and new browsers', (name, header) => {
  expect(contentDisposition('attachment', name)).toBe(header);
});

test.each([
  ['../../etc/passwd', '_.._etc_passwd'],
  ['a\r\nSet-Cookie: x', 'aSet-Cookie_ x'],
  ['photo\u202egpj.exe', 'photogpj.exe'],
  ['con.txt', '_con.txt'],
  ['...', 'file'],
  ['', 'file'],
  ['👩‍🚀.png', '👩‍🚀.png'],
])('saves %j as %j', (name, safe) => {
  expect(downloadName(name)).toBe(safe);
});

test('any name gives a header that is one line of visible ASCII and reads back as the safe name', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 300 })), (name) => {
      const header = contentDisposition('attachment', name);
      expect(header).toMatch(/^attachment; filename="[^"\\]*"; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]+$/);
      expect(header).toMatch(/^[\x20-\x7e]+$/);
      const safe = downloadName(name);
      expect(decodeURIComponent(header.split("filename*=UTF-8''")[1] ?? '')).toBe(safe);
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(201);
      expect(safe).not.toMatch(/[/\\\p{Cc}]/u);
    }),
  );
});

test('a long name keeps its extension', () => {
  const name = `${'ж'.repeat(400)}.jpeg`;
  expect(downloadName(name)).toMatch(/^ж+\.jpeg$/);
});
