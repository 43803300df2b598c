import { createContext, useContext, useSyncExternalStore } from 'react';
import type { TabsState } from './tab-state.ts';
import type { TabsController } from './tabs-controller.ts';

const TabsContext = createContext<TabsController | null>(null);
export const TabsProvider = TabsContext.Provider;

export function useTabsController(): TabsController {
  const controller = useContext(TabsContext);
  if (!controller) throw new Error('useTabsController needs a TabsProvider');
  return controller;
}

export function useTabsState(): TabsState {
  const controller = useTabsController();
  return useSyncExternalStore(controller.subscribe, controller.get);
}
