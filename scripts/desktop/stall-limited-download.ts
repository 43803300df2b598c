import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';

export interface DownloadWatch {
  /** Without a byte for so long, the download is given up. */
  readonly stallMs: number;
  /** `total` is `null` when the server does not tell. */
  onProgress(received: number, total: number | null): void;
}

/**
 * Fetches `url` into `target`. A slow download may take its time; one that stands still is given up.
 * @throws Error with a reason a person can read
 */
export async function downloadUnlessStalled(url: string, target: string, watch: DownloadWatch): Promise<void> {
  const controller = new AbortController();
  const stalled = new Error(`no bytes for ${watch.stallMs / 1000} s`);
  let timer = setTimeout(() => controller.abort(stalled), watch.stallMs);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(stalled), watch.stallMs);
  };
  try {
    const response = await fetch(url, { signal: controller.signal });
    if (!response.ok || !response.body) throw new Error(`${new URL(url).host} answered ${response.status}`);
    alive();
    const length = Number(response.headers.get('content-length') ?? Number.NaN);
    const total = Number.isSafeInteger(length) ? length : null;
    let received = 0;
    const count = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        received += chunk.length;
        alive();
        watch.onProgress(received, total);
        done(null, chunk);
      },
    });
    // The same streams under two declarations.
    const body = Readable.fromWeb(response.body as unknown as NodeReadableStream<Uint8Array>);
    await pipeline(body, count, createWriteStream(target, { flags: 'wx' }), { signal: controller.signal });
    if (total !== null && received !== total) throw new Error(`it ended after ${received} of ${total} bytes`);
  } catch (error) {
    if (controller.signal.aborted) throw stalled;
    throw new Error(reasonOf(error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch failed` says nothing; what it was caused by does. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
