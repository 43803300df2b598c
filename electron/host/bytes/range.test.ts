import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRange, rangeResponse } from './range.ts';

const content = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
const source = {
  sizeBytes: content.length,
  open: (start: number, end: number) =>
    new Response(content.slice(start, end)).body ?? new ReadableStream<Uint8Array>(),
};

function ask(headers: Record<string, string>, method = 'GET'): Promise<Response> {
  return rangeResponse(new Request('http://h/', { method, headers }), source, {
    headers: { 'content-type': 'image/png' },
    etag: '"v1"',
  });
}

test.each([
  ['bytes=0-0', 206, 'bytes 0-0/1000', 1],
  ['bytes=0-99', 206, 'bytes 0-99/1000', 100],
  ['bytes=990-', 206, 'bytes 990-999/1000', 10],
  ['bytes=990-5000', 206, 'bytes 990-999/1000', 10],
  ['bytes=-10', 206, 'bytes 990-999/1000', 10],
  ['bytes=-5000', 206, 'bytes 0-999/1000', 1000],
  ['bytes=1000-', 416, 'bytes */1000', 0],
  ['bytes=-0', 416, 'bytes */1000', 0],
  ['bytes=5-2', 200, null, 1000],
  ['bytes=0-1,5-6', 200, null, 1000],
  ['lines=0-1', 200, null, 1000],
  ['bytes=-', 200, null, 1000],
])('answers %s with %i', async (range, status, contentRange, length) => {
  const response = await ask({ range });
  expect(response.status).toBe(status);
  expect(response.headers.get('content-range')).toBe(contentRange);
  expect((await response.bytes()).length).toBe(length);
});

test('sends the same bytes in any parts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(999), fc.nat(999), async (a, b) => {
      const [start, end] = [Math.min(a, b), Math.max(a, b)];
      const response = await ask({ range: `bytes=${start}-${end}` });
      expect(await response.bytes()).toEqual(content.slice(start, end + 1));
      expect(response.headers.get('content-length')).toBe(String(end - start + 1));
    }),
    { numRuns: 50 },
  );
});

test('never gives a part outside of the content, whatever the header says', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'bytes=-,0123456789 ') }), fc.nat(2000), (header, size) => {
      const wanted = parseRange(header, size);
      if (wanted.kind !== 'part') return;
      expect(wanted.start).toBeGreaterThanOrEqual(0);
      expect(wanted.start).toBeLessThan(wanted.end);
      expect(wanted.end).toBeLessThanOrEqual(size);
    }),
  );
});

test('starts anew when the content changed since the first part', async () => {
  expect((await ask({ range: 'bytes=0-9', 'if-range': '"v1"' })).status).toBe(206);
  expect((await ask({ range: 'bytes=0-9', 'if-range': '"v0"' })).status).toBe(200);
  expect((await ask({ 'if-none-match': '"v1"' })).status).toBe(304);
});

test('tells the size without sending anything on HEAD', async () => {
  const response = await ask({}, 'HEAD');
  expect([response.headers.get('content-length'), response.body]).toEqual(['1000', null]);
});
