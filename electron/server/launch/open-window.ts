import { readFile, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../../host/services/chromium.ts';
import { type AppWindow, openAppWindow } from './app-window.ts';
import { defaultBrowserDirectory, openDefaultBrowser } from './default-browser.ts';
import { writeRedirectFile } from './redirect-file.ts';

/** What became of the wish to show Storeroom. Each reason is one line that says why an earlier form was not possible. */
export type OpenedWindow =
  /** An app window of its own; `closed` resolves when the person closes it, `close` closes it. */
  | { readonly kind: 'window'; readonly closed: Promise<void>; close(): Promise<void> }
  /** A tab of the default browser; when it is closed can't be known. */
  | { readonly kind: 'browser'; readonly reasons: readonly string[] }
  | { readonly kind: 'none'; readonly reasons: readonly string[] };

/** What the decision depends on; tests give another machine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
}

export interface OpenWindowRequest {
  /** The address with its token. */
  readonly url: string;
  /** Browser profile of the app window; made when absent, with mode 0700. */
  readonly profileDirectory: string;
  /** Takes one line for each form that was not possible, as it is found out. */
  readonly log: (line: string) => void;
  /** Default: this one. */
  readonly machine?: Machine;
}

export const thisMachine: Machine = {
  platform: process.platform,
  environment: process.env,
  isRoot: process.getuid?.() === 0,
};

/** How long the default browser may take to read the redirect file before it is removed. */
const redirectLifeMs = 60_000;

/** Why no window of any kind can appear here; `null` when one can. */
export function whyNoWindows({ platform, environment, isRoot }: Machine): string | null {
  if (isRoot) return 'No window is opened for root: a browser with all rights is not safe';
  const hasDisplay = Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY);
  if (platform !== 'darwin' && platform !== 'win32' && !hasDisplay) return 'No window: this session has no display';
  return null;
}

/**
 * A browser from a snap sees neither hidden folders of the home nor temporary files; what it shall read lies in its own
 * folder. Ubuntu's `chromium-browser` is a small script that starts the snap.
 */
async function snapName(program: string): Promise<string | null> {
  const path = await realpath(program);
  // All programs of snaps are links to the one snap launcher.
  if (program.startsWith('/snap/bin/') || path === '/usr/bin/snap') return 'chromium';
  const start = await readFile(path, { encoding: 'latin1' }).then((text) => text.slice(0, 4096));
  return start.startsWith('#!') && start.includes('/snap/bin/chromium') ? 'chromium' : null;
}

async function tryAppWindow(request: OpenWindowRequest, program: string): Promise<AppWindow> {
  const snap = await snapName(program);
  const profileDirectory =
    snap === null ? request.profileDirectory : join(homedir(), 'snap', snap, 'common', 'storeroom');
  const redirect = await writeRedirectFile(profileDirectory, request.url);
  try {
    return await openAppWindow(program, redirect.path, profileDirectory);
  } finally {
    await redirect.remove();
  }
}

/**
 * Shows Storeroom in the best form the machine has: a Chromium-family browser as an app window, else the default
 * browser, else not at all. Never rejects: what can't be opened is a reason.
 */
export async function openWindow(request: OpenWindowRequest): Promise<OpenedWindow> {
  const { url, profileDirectory, machine = thisMachine } = request;
  const reasons: string[] = [];
  const because = (reason: string) => {
    reasons.push(reason);
    request.log(reason);
  };

  const obstacle = whyNoWindows(machine);
  if (obstacle !== null) {
    because(obstacle);
    return { kind: 'none', reasons };
  }
  const program = await findChromium(machine.environment, machine.platform);
  if (program === null) {
    const chosen = machine.environment.CHROMIUM_PATH;
    because(
      chosen
        ? `No app window: CHROMIUM_PATH names no program (${chosen}); the default browser is tried`
        : 'No app window: no browser of the Chromium family is installed; the default browser is tried',
    );
  } else {
    try {
      return { kind: 'window', ...(await tryAppWindow(request, program)) };
    } catch (error) {
      because(`No app window: ${program} ${messageOf(error)}; the default browser is tried`);
    }
  }
  try {
    const redirect = await writeRedirectFile((await defaultBrowserDirectory(machine)) ?? profileDirectory, url);
    await openDefaultBrowser(redirect.path, machine);
    setTimeout(() => void redirect.remove(), redirectLifeMs).unref();
    return { kind: 'browser', reasons };
  } catch (error) {
    because(`No default browser: ${messageOf(error)}; open the address by hand`);
    return { kind: 'none', reasons };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
