import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type UploadCalls, uploadValue } from './upload-value.ts';

/** What reaches the host. The first `lost` pieces don't. */
function createHost(lost = 0) {
  const pieces: { path: string; bytes: Uint8Array }[] = [];
  let left = lost;
  vi.stubGlobal('fetch', async (path: string, init: { method: string; body: Uint8Array }) => {
    if (left > 0) {
      left -= 1;
      throw new TypeError('Failed to fetch');
    }
    pieces.push({ path: `${init.method} ${path}`, bytes: init.body.slice() });
    return new Response(null, { status: 204 });
  });
  const told: unknown[] = [];
  const calls: UploadCalls = {
    start: async () => ({ upload: 'a'.repeat(32) }),
    apply: async (input) => void told.push(input),
    cancel: async (input) => void told.push(input),
  };
  return { pieces, told, target: { calls, project: 'demo', prefix: '/b/x' } };
}

let host: ReturnType<typeof createHost>;
beforeEach(() => {
  host = createHost();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const megabytes = (count: number) => Uint8Array.from({ length: count * 1024 * 1024 }, (_, at) => (at * 7) % 251);
const upload = 'a'.repeat(32);

it('puts a value in pieces of 4 MB and says what all of it is', async () => {
  const bytes = megabytes(9);
  const progress: number[] = [];
  const value = await uploadValue(host.target, new Blob([bytes]), { onProgress: (done) => progress.push(done) });
  expect(value).toEqual({ kind: 'upload', upload, as: 'bytes', sizeBytes: bytes.length });
  expect(host.pieces.map(({ path }) => path)).toEqual(
    [0, 4, 8].map((at) => `PUT /b/x/upload/demo/${upload}?offset=${at * 1024 * 1024}`),
  );
  const arrived = new Uint8Array(await new Blob(host.pieces.map((piece) => piece.bytes.slice())).arrayBuffer());
  expect(arrived.every((byte, at) => byte === bytes[at])).toBe(true);
  expect(progress).toEqual([4, 8, 9].map((at) => at * 1024 * 1024));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  expect(host.told).toEqual([{ project: 'demo', upload, sizeBytes: bytes.length, sha256 }]);
});

it('keeps text as UTF-8, and nothing as nothing', async () => {
  expect(await uploadValue(host.target, '山田 🎂')).toMatchObject({ as: 'text', sizeBytes: 11 });
  expect(new TextDecoder().decode(host.pieces[0]?.bytes)).toBe('山田 🎂');
  expect(await uploadValue(host.target, new Blob([]), { as: 'text' })).toMatchObject({ as: 'text', sizeBytes: 0 });
  expect(host.pieces).toHaveLength(1);
  await expect(uploadValue(host.target, 'half \ud83c')).rejects.toThrow('half a character');
});

it('sends a piece again that got lost, and gives up when nobody answers', async () => {
  const flaky = createHost(2);
  await uploadValue(flaky.target, new Blob([megabytes(1)]));
  expect(flaky.pieces).toHaveLength(1);
  const dead = createHost(99);
  await expect(uploadValue(dead.target, new Blob([megabytes(1)]))).rejects.toMatchObject({ code: 'connection' });
  expect(dead.told.at(-1)).toEqual({ project: 'demo', upload });
});

it('ends with its signal and takes back what it began', async () => {
  const abort = new AbortController();
  const sending = uploadValue(host.target, new Blob([megabytes(9)]), {
    signal: abort.signal,
    onProgress: () => abort.abort(),
  });
  await expect(sending).rejects.toMatchObject({ code: 'aborted' });
  expect(host.told).toEqual([{ project: 'demo', upload }]);
});
