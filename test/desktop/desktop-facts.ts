import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Desktop, DesktopPlace } from './desktop.ts';

/** One statement about the desktop application, checked on every runtime. */
export interface DesktopFact {
  readonly title: string;
  check(desktop: Desktop, place: DesktopPlace): Promise<void>;
}

const waitLimitMs = 10_000;

/** Until it is so, or the time is over. */
async function eventually(claim: () => Promise<boolean>): Promise<boolean> {
  const until = Date.now() + waitLimitMs;
  while (!(await claim())) {
    if (Date.now() > until) return false;
    await delay(50);
  }
  return true;
}

/** The same for the fake, which `npm test` drives, and for the real runtime, which `npm run test:desktop` drives. */
export const desktopFacts: readonly DesktopFact[] = [
  {
    title: 'one window opens',
    check: async (desktop) => {
      expect(await desktop.windowCount()).toBe(1);
    },
  },
  {
    title: 'calls of the page are answered over its port, from the real store',
    check: async (desktop) => {
      expect(await eventually(() => desktop.showsModel('album'))).toBe(true);
    },
  },
  {
    title: 'thumbnails are served to the page',
    check: async (desktop) => {
      expect(await eventually(() => desktop.showsThumbnail())).toBe(true);
    },
  },
  {
    title: 'every load of the page has a policy with a nonce of its own, and no exceptions',
    check: async (desktop) => {
      const policies = [await desktop.pagePolicy(), await desktop.pagePolicy()];
      const nonces = policies.map((policy) => /script-src 'self' 'nonce-([\w-]{24})'/.exec(policy)?.[1]);
      expect(nonces).toEqual([expect.any(String), expect.any(String)]);
      expect(nonces[0]).not.toBe(nonces[1]);
      for (const policy of policies) {
        expect(policy).toContain("default-src 'none'");
        expect(policy).toContain("connect-src 'self';");
        expect(policy).not.toMatch(/unsafe|https?:|\*|data:|blob:|ws:/);
      }
    },
  },
  {
    title: 'a page of another origin reads nothing of the app',
    check: async (desktop) => {
      expect(await desktop.canOutsiderRead()).toBe(false);
    },
  },
  {
    title: 'the page reaches nothing outside',
    check: async (desktop) => {
      expect(await desktop.canReachOutside()).toBe(false);
    },
  },
  {
    title: 'navigation away, new windows and permissions are denied',
    check: async (desktop) => {
      expect({
        away: await desktop.navigates('https://example.com/'),
        toFile: await desktop.navigates('file:///etc/hosts'),
        newWindow: await desktop.opensWindow('https://example.com/'),
        ownWindow: await desktop.opensWindow('storeroom://app/'),
        geolocation: await desktop.getsPermission('geolocation'),
        notifications: await desktop.getsPermission('notifications'),
        windows: await desktop.windowCount(),
      }).toEqual({
        away: false,
        toFile: false,
        newWindow: false,
        ownWindow: false,
        geolocation: false,
        notifications: false,
        windows: 1,
      });
    },
  },
  {
    title: 'the page has nothing of Node or Electron but its bridge',
    check: async (desktop) => {
      expect(await desktop.leaks()).toEqual(['storeroomDesktop']);
    },
  },
  {
    title: 'a second start hands over what it was asked to open, and ends',
    check: async (desktop, { other }) => {
      expect(await desktop.startSecond(other)).toBe(0);
      expect(await eventually(() => desktop.showsModel('parcel'))).toBe(true);
      expect(await desktop.windowCount()).toBe(1);
    },
  },
  {
    title: 'a window with staged edits asks before it closes, and stays when told to',
    check: async (desktop) => {
      const kept = await desktop.closeWithStaged(3, 'Cancel');
      expect(kept).toEqual({ question: 'Close with 3 staged edits?', isOpen: true });
      const closed = await desktop.closeWithStaged(1, 'Close anyway');
      expect(closed).toEqual({ question: 'Close with 1 staged edit?', isOpen: false });
    },
  },
  {
    title: 'a window without staged edits closes unasked',
    check: async (desktop) => {
      expect(await desktop.closeWithStaged(0, 'Cancel')).toEqual({ question: null, isOpen: false });
    },
  },
  {
    title: 'the bounds of the window are remembered',
    check: async (desktop) => {
      const bounds = { x: 120, y: 90, width: 900, height: 640 };
      await desktop.setBounds(bounds);
      await desktop.restart();
      expect(await desktop.bounds()).toEqual(bounds);
    },
  },
];
