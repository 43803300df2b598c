import { createContext, useContext, useEffect, useLayoutEffect, useMemo } from 'react';
import type { IconName } from './icons.ts';

export interface OpenOptions {
  /** Into the one reusable tab, as a single click does. Default false: the tab is kept. */
  readonly preview?: boolean;
  /** Into a tab of its own even when the item is open already. */
  readonly newTab?: boolean;
}

/** What the window offers to the screens in it. The app provides it; nothing in here knows the router. */
export interface Frame {
  /** Opens the item of this path, or activates its tab. A path without search parameters leaves an open tab's view as it is. */
  open(path: string, options?: OpenOptions): void;
  openLog(reference?: string): void;
  openPalette(): void;
}

const FrameContext = createContext<Frame | null>(null);
export const FrameProvider = FrameContext.Provider;

export function useFrame(): Frame {
  const frame = useContext(FrameContext);
  if (!frame) throw new Error('This component must be inside the window frame');
  return frame;
}

/** `(path, { preview }) => void`: opens the item in a tab, or activates the tab it is open in. */
export function useOpen(): Frame['open'] {
  return useFrame().open;
}

/** The tab a screen is shown in. Another tab, or another item in the same tab, mounts the screen anew. */
export interface TabOfScreen {
  setTitle(title: string, icon: IconName): void;
  readonly memory: Map<string, unknown>;
}

export const TabContext = createContext<TabOfScreen | null>(null);

function useTab(): TabOfScreen {
  const tab = useContext(TabContext);
  if (!tab) throw new Error('This component must be inside a screen');
  return tab;
}

/** Titles the tab this screen is shown in; not before the title is known (empty). */
export function useTabTitle(title: string, icon: IconName): void {
  const { setTitle } = useTab();
  useEffect(() => {
    if (title) setTitle(title, icon);
  }, [setTitle, title, icon]);
}

export interface TabMemory<T> {
  /** What was kept when this tab showed the view last; `undefined` the first time. */
  readonly initial: T | undefined;
  save(value: T): void;
}

/**
 * A place of this tab for one value that is too transient for the address: scroll places, open branches. Kept while the
 * tab is open, lost with it; changing it draws nothing again. The key names the value within the tab: `grid:customers`.
 */
export function useTabMemory<T>(key: string): TabMemory<T> {
  const { memory } = useTab();
  return useMemo(
    // Only this hook writes under the key, so what is there is a T.
    () => ({ initial: memory.get(key) as T | undefined, save: (value) => void memory.set(key, value) }),
    [memory, key],
  );
}

/** Path with search parameters of the active tab. */
export const CurrentPathContext = createContext('/');

export function useCurrentPath(): string {
  return useContext(CurrentPathContext);
}

export interface Slots {
  readonly detailsElement: HTMLElement | null;
  readonly statusElement: HTMLElement | null;
  /** Tells the frame that details are shown, until the returned function is called. */
  addDetails(): () => void;
}

export const SlotsContext = createContext<Slots | null>(null);

export function useSlots(): Slots {
  const slots = useContext(SlotsContext);
  if (!slots) throw new Error('This component must be inside the window frame');
  return slots;
}

/** Shows the details panel while the caller is mounted; the element to draw into, once there is one. */
export function useDetailsSlot(): HTMLElement | null {
  const { detailsElement, addDetails } = useSlots();
  useLayoutEffect(() => addDetails(), [addDetails]);
  return detailsElement;
}
