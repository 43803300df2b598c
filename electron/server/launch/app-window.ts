import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { makePrivateDirectory } from '../../host/services/private-directory.ts';

export interface AppWindow {
  /** Resolves when the person closed the window or the browser ended. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

const openLimitMs = 15_000;
const closeLimitMs = 600;

const parameters = [
  // Commands come over two pipes only this process holds; when it is gone, however it ended, the browser ends too.
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-mode',
  '--disable-sync',
  '--disable-extensions',
  '--password-store=basic',
  '--window-size=1440,900',
];

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly targetInfo?: Target; readonly targetId?: string };
}

interface Target {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
}

/** Splits what the browser writes into messages: JSON, each closed by a NUL byte (Chrome DevTools Protocol, pipe form). */
function onMessages(stream: Readable, listener: (message: Message) => void): void {
  const parts: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, start)) {
      parts.push(chunk.subarray(start, end));
      // The browser's own words in its documented form; what is missing is read as undefined.
      listener(JSON.parse(Buffer.concat(parts.splice(0)).toString()) as Message);
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
  });
}

/**
 * Opens `pagePath` in a browser of the Chromium family as a window without tabs or address bar, with a profile of its
 * own, so that the person's browser and its extensions stay out of it.
 *
 * @throws Error when the program can't be started or shows no window.
 */
export async function openAppWindow(
  program: string,
  pagePath: string,
  profileDirectory: string,
  extraParameters: readonly string[] = [],
): Promise<AppWindow> {
  await makePrivateDirectory(profileDirectory);
  const browser = spawn(
    program,
    [...parameters, ...extraParameters, `--user-data-dir=${profileDirectory}`, `--app=${pathToFileURL(pagePath).href}`],
    // A session of its own: Ctrl-C in the terminal reaches Storeroom, which closes the window in its turn.
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' },
  );
  const exited = new Promise<void>((resolve) => {
    browser.once('error', () => resolve());
    browser.once('exit', () => resolve());
  });
  // stdio above asks for pipes at 3 (to the browser) and 4 (from it).
  const toBrowser = browser.stdio[3] as Writable;
  const fromBrowser = browser.stdio[4] as Readable;
  toBrowser.on('error', () => {
    // The browser is gone; `exited` says so.
  });
  let nextId = 1;
  const send = (method: string, params: object = {}) => {
    if (toBrowser.writable) toBrowser.write(`${JSON.stringify({ id: nextId++, method, params })}\0`);
  };

  const pages = new Set<string>();
  let lastPageClosed: () => void = () => {};
  // On macOS a browser stays when its last window is closed, so the window is watched, not only the process.
  const windowClosed = new Promise<void>((resolve) => {
    lastPageClosed = resolve;
  });
  const close = async () => {
    send('Browser.close');
    const limit = setTimeout(() => browser.kill('SIGKILL'), closeLimitMs);
    await exited;
    clearTimeout(limit);
  };

  try {
    await new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`showed no window within ${openLimitMs / 1000} s`)), openLimitMs);
      const settle = (end: () => void) => {
        clearTimeout(limit);
        end();
      };
      browser.once('error', (error) => settle(() => reject(error)));
      browser.once('exit', (code, signal) => settle(() => reject(new Error(`ended with ${signal ?? `code ${code}`}`))));
      onMessages(fromBrowser, ({ method, params }) => {
        const target = params?.targetInfo;
        if (target?.type === 'page' && (method === 'Target.targetCreated' || method === 'Target.targetInfoChanged')) {
          pages.add(target.targetId);
          // Past the redirect page, so its file has been read and can go.
          if (target.url.startsWith('http')) settle(resolve);
        }
        if (method === 'Target.targetDestroyed' && params?.targetId !== undefined) {
          if (pages.delete(params.targetId) && pages.size === 0) lastPageClosed();
        }
      });
      send('Target.setDiscoverTargets', { discover: true });
    });
  } catch (error) {
    browser.kill('SIGKILL');
    throw error;
  }
  return { closed: Promise.race([exited, windowClosed]), close };
}
