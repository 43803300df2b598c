import type { WebContents } from 'electron';
import type { Logger } from 'pino';
import type { ElectronParts } from './electron-parts.ts';

/** What may leave the window; everything else (`file:`, other programs' schemes) could start anything. */
const allowedProtocols: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** As long as Chromium itself counts an input as the person's wish (transient activation). */
const wishLifeMs = 5000;
const openButton = 0;
const cancelButton = 1;

export interface ExternalLinks {
  /** Follows the person's input in `contents`, so that only what they did opens anything. */
  watch(contents: WebContents): void;
  /** Asks, and opens the address outside. @returns whether it was opened */
  open(contents: WebContents, address: string): Promise<boolean>;
}

export function createExternalLinks(
  { dialog, shell, BrowserWindow }: Pick<ElectronParts, 'dialog' | 'shell' | 'BrowserWindow'>,
  log: Logger,
): ExternalLinks {
  const lastInput = new WeakMap<WebContents, number>();
  let isAsking = false;
  return {
    watch: (contents) => {
      contents.on('input-event', (_event, { type }) => {
        if (type === 'mouseUp' || type === 'mouseDown' || type === 'keyDown' || type === 'rawKeyDown')
          lastInput.set(contents, performance.now());
      });
    },
    open: async (contents, address) => {
      const url = URL.canParse(address) ? new URL(address) : null;
      if (url === null || !allowedProtocols.has(url.protocol)) {
        log.warn({ protocol: url?.protocol ?? null }, 'an address was not opened: not http, https or mailto');
        return false;
      }
      const since = performance.now() - (lastInput.get(contents) ?? Number.NEGATIVE_INFINITY);
      if (since > wishLifeMs || isAsking) {
        log.warn('an address was not opened: nobody clicked');
        return false;
      }
      isAsking = true;
      try {
        const options = {
          type: 'question' as const,
          message: url.protocol === 'mailto:' ? 'Write to this address?' : 'Open this address in the browser?',
          // In full: what is cut off could be what matters. Bounded, because a dialog can't scroll.
          detail: url.href.length > 1000 ? `${url.href.slice(0, 1000)} … (${url.href.length} characters)` : url.href,
          buttons: ['Open', 'Cancel'],
          defaultId: cancelButton,
          cancelId: cancelButton,
          noLink: true,
        };
        const window = BrowserWindow.fromWebContents(contents);
        const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
        if (response !== openButton) return false;
        await shell.openExternal(url.href);
        return true;
      } finally {
        isAsking = false;
      }
    },
  };
}
