/** What the build writes where a nonce belongs; index.html is rendered for each request. */
export const noncePlaceholder = '__NONCE__';

/**
 * The policy of the app: its own files, its own nonce, its own server. Nothing is allowed by `unsafe-*`, nothing is
 * loaded from elsewhere, nothing may frame it or be framed by it.
 *
 * @param socketHost `127.0.0.1:PORT` where calls go over a WebSocket; `null` where they go over a MessagePort
 */
export function contentSecurityPolicy(nonce: string, socketHost: string | null): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "media-src 'self'",
    // Some browsers do not count a WebSocket to the page's own host as 'self'.
    socketHost === null ? "connect-src 'self'" : `connect-src 'self' ws://${socketHost}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}
