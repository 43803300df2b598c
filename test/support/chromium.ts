import { serviceForTests } from './services.ts';

/**
 * Without the network flags Chromium asks its maker's hosts for updates at every start; as root it has no sandbox;
 * a container's /dev/shm may be too small for its shared memory.
 */
export const headlessParameters: readonly string[] = [
  '--headless=new',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--force-color-profile=srgb',
  '--font-render-hinting=none',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/**
 * A whole browser, for tests of its windows: `CHROMIUM_PATH`, one of the machine, else the distribution's package where
 * this user may install it.
 *
 * @throws Error that says what to install.
 */
export function chromiumForTests(): Promise<string> {
  return serviceForTests('chromium');
}

/**
 * A browser for tests of pages, without windows where there is such a one.
 *
 * @throws Error that says what to install.
 */
export function headlessChromiumForTests(): Promise<string> {
  return serviceForTests('headlessChromium');
}
