import { type DesktopBridge, desktopBridgeName } from '../../shared/transport/desktop-bridge.ts';

/** What the desktop window offers; `null` in a browser. It is there before any script of the page runs, or never. */
export const desktopBridge: DesktopBridge | null = findBridge(globalThis);

/** @internal exported for its test */
export function findBridge(page: object): DesktopBridge | null {
  const found: unknown = desktopBridgeName in page ? page[desktopBridgeName as keyof typeof page] : undefined;
  // Only our preload can put something there, and it is built together with this page.
  return typeof found === 'object' && found !== null ? (found as DesktopBridge) : null;
}
