import type { LaunchOptions } from '../../electron/host/launch/options.ts';
import { type Machine, whyNoWindows } from '../../electron/server/launch/open-window.ts';
import { RuntimeUnavailable } from './provide-runtime.ts';

/** How Storeroom is shown. `reason` is one line for the person; `null` where the browser was asked for, or says it itself. */
export type Form =
  | { readonly kind: 'desktop'; readonly program: string }
  | { readonly kind: 'browser'; readonly reason: string | null };

/**
 * The desktop window where it can be, else the browser form. What asks for an address (`--port`, `--token`, `--no-open`)
 * asks for the browser form; with `--browser` Electron is not even looked for.
 *
 * @param runtime finds or downloads Electron's program
 */
export async function chooseForm(
  options: LaunchOptions,
  machine: Machine,
  runtime: () => Promise<string>,
): Promise<Form> {
  const { browser, dev, open, port, token } = options;
  if (browser || dev || !open || port !== 0 || token !== null) return { kind: 'browser', reason: null };
  // As root or without a display there is no window of any kind; the browser form says so in its own words.
  if (whyNoWindows(machine) !== null) return { kind: 'browser', reason: null };
  try {
    return { kind: 'desktop', program: await runtime() };
  } catch (error) {
    if (!(error instanceof RuntimeUnavailable)) throw error;
    return { kind: 'browser', reason: noDesktopBecause(error.message) };
  }
}

export function noDesktopBecause(reason: string): string {
  return `The desktop window can't open: ${reason}. Storeroom opens in the browser instead`;
}
