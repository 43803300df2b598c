import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The right to read bytes in one session, as a path prefix: addresses in `<img>` can carry no header. */
export interface ByteCapability {
  /** `/b/<hmac>` */
  readonly prefix: string;
  /** @returns the decoded segments behind the prefix, or `null` when the path does not start with it. */
  segments(pathname: string): string[] | null;
}

/** Derived from the token and a random session, so that it ends with the session and tells nothing of the token. */
export function createByteCapability(token: string, session: Buffer = randomBytes(32)): ByteCapability {
  const value = createHmac('sha256', token).update('byte capability').update(session).digest('base64url');
  const expected = Buffer.from(value);
  return {
    prefix: `/b/${value}`,
    segments: (pathname) => {
      const [empty, b, given = '', ...rest] = pathname.split('/');
      const found = Buffer.from(given);
      if (empty !== '' || b !== 'b' || found.length !== expected.length || !timingSafeEqual(found, expected))
        return null;
      try {
        return rest.map((segment) => decodeURIComponent(segment));
      } catch {
        return null;
      }
    },
  };
}
