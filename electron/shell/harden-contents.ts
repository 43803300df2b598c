import type { WebContents } from 'electron';
import type { Logger } from 'pino';
import { isAppPage } from './app-scheme.ts';
import type { ExternalLinks } from './external-links.ts';

/**
 * Keeps a page where it is: it goes nowhere but to the app's own pages, opens no window, embeds nothing. A link that
 * leads outside may be opened in the browser, by the person.
 */
export function hardenContents(contents: WebContents, links: ExternalLinks, log: Logger): void {
  links.watch(contents);
  contents.on('will-navigate', (event) => {
    if (isAppPage(event.url)) return;
    event.preventDefault();
    log.warn('a navigation was refused');
    openOutside(event.url);
  });
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame) return;
    event.preventDefault();
    log.warn('the navigation of a frame was refused');
  });
  contents.on('will-redirect', (event) => {
    if (!isAppPage(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    log.warn('a webview was refused');
  });
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });

  function openOutside(address: string): void {
    links.open(contents, address).catch((error: unknown) => {
      log.warn({ err: error }, 'an address could not be opened outside');
    });
  }
}
