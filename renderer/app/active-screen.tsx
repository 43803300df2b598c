import { Outlet, useRouterState } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';
import { TabContext, type TabOfScreen } from '../ui/index.ts';
import { isItem, itemKey, splitHref } from './tabs/tab-address.ts';
import { activeTab, shownPath } from './tabs/tab-state.ts';
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
      keep: () => controller.dispatch({ kind: 'keep', id }),
      memory: controller.memory(id),
    };
  }, [controller, tabId, shown.pathname]);

  return (
    <TabContext key={`${tabId}:${item}`} value={tab}>
      <Outlet />
    </TabContext>
  );
}

function readShown(state: {
  matches: readonly { pathname: string; search: Readonly<Record<string, unknown>> }[];
}): Shown {
  const match = state.matches.at(-1);
  const scope = match?.search.scope;
  return { pathname: match?.pathname ?? '', scope: scope === undefined ? '' : JSON.stringify(scope) };
}
