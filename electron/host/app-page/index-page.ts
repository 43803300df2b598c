import { randomBytes } from 'node:crypto';
import { contentSecurityPolicy, noncePlaceholder } from './content-security-policy.ts';

/** What index.html has where the theme setting belongs, so that the first paint has it. */
const themePlaceholder = '__THEME__';

export interface IndexPage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** index.html for one answer: its nonce is never used again, so it is never cached. */
export function renderIndexPage(built: string, facts: { socketHost: string | null; theme: string }): IndexPage {
  const nonce = randomBytes(18).toString('base64url');
  return {
    html: built.replaceAll(noncePlaceholder, nonce).replaceAll(themePlaceholder, facts.theme),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(nonce, facts.socketHost),
      'cache-control': 'no-store',
    },
  };
}
