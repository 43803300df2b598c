import { z } from 'zod';
import type { Workspace } from '../../../shared/contract/settings.ts';
import { projectOf } from './tab-address.ts';
import { noTabs, shownPath, type TabsState } from './tab-state.ts';

const savedSchema = z.object({
  tabs: z.array(
    z.object({
      id: z.string(),
      entries: z.array(z.string()).min(1),
      at: z.number().int().nonnegative(),
      isPreview: z.boolean(),
      title: z.object({ key: z.string(), text: z.string(), icon: z.string() }).nullable(),
      usedAt: z.number(),
    }),
  ),
  activeId: z.string().nullable(),
  clock: z.number(),
});

/** Tabs with their histories, as this browser tab keeps them over a reload. */
export function writeTabs(state: TabsState): string {
  return JSON.stringify(state);
}

/** @returns `null` when the text was not written by {@link writeTabs} */
export function readTabs(text: string | null): TabsState | null {
  if (text === null) return null;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = savedSchema.safeParse(content);
  if (!parsed.success || !parsed.data.tabs.every((tab) => tab.at < tab.entries.length)) return null;
  return parsed.data;
}

/** What the host keeps of the tabs: paths without histories. */
export function toWorkspaceTabs(state: TabsState): Pick<Workspace, 'tabs' | 'active'> {
  return {
    tabs: state.tabs.slice(0, 200).map((tab) => ({ path: shownPath(tab).slice(0, 8192), isPreview: tab.isPreview })),
    active: state.tabs.findIndex((tab) => tab.id === state.activeId),
  };
}

/** The tabs as the project's window was left, paths of other projects passed over. */
export function fromWorkspaceTabs(workspace: Pick<Workspace, 'tabs' | 'active'>, project: string): TabsState {
  const tabs = workspace.tabs
    .filter(({ path }) => projectOf(path) === project)
    .map(({ path, isPreview }, index) => ({
      id: `t${index + 1}`,
      entries: [path],
      at: 0,
      isPreview,
      title: null,
      usedAt: index === workspace.active ? workspace.tabs.length + 1 : index + 1,
    }));
  if (tabs.length === 0) return noTabs;
  const active = tabs[workspace.active] ?? tabs[0];
  return { tabs, activeId: active?.id ?? null, clock: workspace.tabs.length + 1 };
}
