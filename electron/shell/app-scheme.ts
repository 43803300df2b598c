import type { CustomScheme } from 'electron';

/** The scheme of the app's own pages and bytes. Nothing else is ever loaded. */
const scheme = 'storeroom';

/** As Chromium writes the origin of a page of ours. */
export const appOrigin = `${scheme}://app`;

/**
 * Standard and secure, so that it is an origin like any other (storage, modules, `'self'` in the policy); readable with
 * fetch; streamed, for media with ranges. Not exempt from the policy, and not open to other origins.
 */
export const appScheme = {
  scheme,
  privileges: {
    standard: true,
    secure: true,
    supportFetchAPI: true,
    stream: true,
    codeCache: true,
    bypassCSP: false,
    corsEnabled: false,
    allowServiceWorkers: false,
  },
} as const satisfies CustomScheme;

/** @param path begins with `/` */
export function appUrl(path: string): string {
  return `${appOrigin}${path}`;
}

/** True for an address of the app's own pages (not its bytes). */
export function isAppPage(address: string): boolean {
  const url = parse(address);
  return url !== null && originOf(url) === appOrigin && !url.pathname.startsWith('/b/');
}

/** True for any address of ours, pages and bytes. */
export function isAppAddress(address: string): boolean {
  const url = parse(address);
  return url !== null && originOf(url) === appOrigin;
}

function parse(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}

/** `URL.origin` is `null` for schemes Node does not know; Chromium was told that ours has one. */
function originOf(url: URL): string {
  return url.username === '' && url.password === '' ? `${url.protocol}//${url.host}` : '';
}
