import { request as httpRequest, type RequestOptions } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { type DataHolder, readHolder } from '../local-state/data-lock.ts';
import { askedFromSchema } from './asked-from.ts';
import { sameSecret } from './secrets.ts';

/** What a second start asks of the running Storeroom. */
const wishSchema = z.strictObject({
  /** Absolute path or address to open, which may hold a password; `null` opens the demo project. */
  target: z.string().nullable(),
  /** Whether a window or browser may be opened. */
  open: z.boolean(),
  /** Of an address: where it was typed. */
  from: askedFromSchema.optional(),
});
export type Wish = z.infer<typeof wishSchema>;

const answerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), address: z.string() }),
  z.object({ kind: z.literal('refused'), message: z.string() }),
]);
export type WishAnswer = z.infer<typeof answerSchema>;

/** Announces an owner that listens on a local socket (a named pipe on Windows) instead of a loopback address. */
export const socketOriginPrefix = 'socket:';
export const handoverPath = '/handover';

const answerWithinMs = 10_000;
const addressWithinMs = 5000;
const maxWishBytes = 64 * 1024;

/**
 * The running side. The secret of the lock file proves that the wish comes from this user; without it the answer is
 * the one of an unknown path.
 */
export function createHandoverHandler(
  secret: string,
  grant: (wish: Wish) => Promise<WishAnswer>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const shown = request.headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
    if (!sameSecret(shown, secret)) return new Response('Not found\n', { status: 404 });
    if (Number(request.headers.get('content-length') ?? Number.NaN) > maxWishBytes)
      return new Response('Too large\n', { status: 413 });
    const wish = wishSchema.safeParse(await request.json().catch(() => null));
    if (!wish.success) return new Response('Not a wish\n', { status: 400 });
    return Response.json(await grant(wish.data), { headers: { 'cache-control': 'no-store' } });
  };
}

export type HandoverResult = WishAnswer | { readonly kind: 'unreachable'; readonly holder: DataHolder | null };

/** The second start's side: waits a moment for an owner that is still starting, then hands the wish over. */
export async function handOver(dataDirectory: string, wish: Wish): Promise<HandoverResult> {
  const until = Date.now() + addressWithinMs;
  let holder = readHolder(dataDirectory);
  while (!holder?.origin && Date.now() < until) {
    await delay(50);
    holder = readHolder(dataDirectory);
  }
  if (!holder?.origin) return { kind: 'unreachable', holder };
  try {
    return answerSchema.parse(await post(holder.origin, holder.secret, wish));
  } catch {
    // Whatever went wrong, what counts for the person is who holds the folder.
    return { kind: 'unreachable', holder };
  }
}

/** With Node's own client: `fetch` does not let `Origin` be set, and the server asks for it. */
function post(origin: string, secret: string, wish: Wish): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify(wish);
    const headers = {
      authorization: `Bearer ${secret}`,
      ...(origin.startsWith(socketOriginPrefix) ? {} : { origin }),
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const sent = httpRequest({ ...whereTo(origin), method: 'POST', headers, timeout: answerWithinMs }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        try {
          if (response.statusCode !== 200) throw new Error(`The running Storeroom answered ${response.statusCode}`);
          resolve(JSON.parse(text));
        } catch (error) {
          reject(error);
        }
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('The running Storeroom did not answer')));
    sent.on('error', reject);
    sent.end(body);
  });
}

function whereTo(origin: string): RequestOptions {
  if (origin.startsWith(socketOriginPrefix)) {
    return { socketPath: origin.slice(socketOriginPrefix.length), path: handoverPath };
  }
  const { hostname, port } = new URL(origin);
  return { hostname, port, path: handoverPath };
}
