import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import { TabContext, type TabOfScreen } from '../ui/index.ts';
import { isItem, itemKey, splitHref } from './tabs/tab-address.ts';
import { activeTab, shownPath } from './tabs/tab-state.ts';
import { screenPanelId } from './tabs/tab-strip.tsx';
import { useTabsController, useTabsState } from './tabs/tabs-context.tsx';

/** What the router shows at this moment. It may be one step behind the tabs. */
interface Shown {
  readonly pathname: string;
  /** Of related files: part of what the item is. */
  readonly scope: string;
}

/**
 * The screen the router shows, mounted anew for another tab and for another item. The tab changes first and the router
 * follows; until it has, the screen still belongs to the tab before.
 */
export function ActiveScreen() {
  const controller = useTabsController();
  const active = activeTab(useTabsState());
  const shown = useRouterState({ select: readShown, structuralSharing: true });
  const owner = useRef<string | null>(null);

  const isInStep = active && splitHref(shownPath(active)).pathname === shown.pathname;
  if (isInStep) owner.current = active.id;
  const tabId = isItem(shown.pathname) ? owner.current : null;
  const item = `${shown.pathname}?${shown.scope}`;

  const tab = useMemo<TabOfScreen>(() => {
    const id = tabId ?? '';
    return {
      setTitle(text, icon) {
        const owning = controller.get().tabs.find((candidate) => candidate.id === id);
        const key = owning && itemKey(shownPath(owning));
        // A title that comes after the tab moved on belongs to what it showed before.
        if (key && splitHref(key).pathname === shown.pathname)
          controller.dispatch({ kind: 'titled', id, key, text, icon });
      },
      memory: controller.memory(id),
    };
  }, [controller, tabId, shown.pathname]);

  const key = `${tabId}:${item}`;
  useFocusInScreen(key);
  return (
    <TabContext key={key} value={tab}>
      <Outlet />
    </TabContext>
  );
}

/** What takes the keyboard in a screen: its grid, its gallery, its tree. */
const mainControl = ['grid', 'listbox', 'tree']
  .map((role) => `#${screenPanelId} [role="${role}"][tabindex="0"]`)
  .join();
const focusWithinFrames = 90;

/**
 * A screen that comes up while nothing has the focus takes it: after the palette, after a tab was closed, at the start. The
 * focus of a person who is elsewhere, in the sidebar or on a tab, stays there.
 */
function useFocusInScreen(key: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each screen.
  useEffect(() => {
    let frames = 0;
    let request = requestAnimationFrame(function look() {
      if (document.activeElement !== document.body) return;
      // A dialog that has just been opened is about to take the focus, and gives it back.
      if (document.querySelector('[role="dialog"]')) {
        request = requestAnimationFrame(look);
        return;
      }
      const control = document.querySelector<HTMLElement>(mainControl);
      if (control) control.focus({ preventScroll: true });
      else if (frames++ < focusWithinFrames) request = requestAnimationFrame(look);
    });
    return () => cancelAnimationFrame(request);
  }, [key]);
}

function readShown(state: {
  matches: readonly { pathname: string; search: Readonly<Record<string, unknown>> }[];
}): Shown {
  const match = state.matches.at(-1);
  const scope = match?.search.scope;
  return { pathname: match?.pathname ?? '', scope: scope === undefined ? '' : JSON.stringify(scope) };
}
