import { useEffect, useMemo } from 'react';
import { useStagedModels } from '../../features/changes/index.ts';
import { modelPath, useProject } from '../../host/index.ts';
import { splitHref } from './tab-address.ts';
import { shownPath, type Tab } from './tab-state.ts';
import { useTabsController, useTabsState } from './tabs-context.tsx';

/** Which tabs show a model with staged edits. Such a tab is kept: the next preview does not take its place. */
export function useStagedTabs(): (tab: Tab) => boolean {
  const { id: project } = useProject();
  const models = useStagedModels();
  const controller = useTabsController();
  const { tabs } = useTabsState();
  const isStaged = useMemo(() => {
    const paths = new Set(models.map(([storage, model]) => modelPath({ project, storage, model })));
    return (tab: Tab) => paths.has(splitHref(shownPath(tab)).pathname);
  }, [project, models]);
  useEffect(() => {
    for (const tab of tabs) if (tab.isPreview && isStaged(tab)) controller.dispatch({ kind: 'keep', id: tab.id });
  }, [controller, tabs, isStaged]);
  return isStaged;
}
