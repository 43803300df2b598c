import { hasViewState, itemKey } from './tab-address.ts';

/** One open item with a history of its own. */
export interface Tab {
  readonly id: string;
  /** Paths with search parameters, the oldest first. Never empty. */
  readonly entries: readonly string[];
  /** Index of the entry that is shown. */
  readonly at: number;
  /** The one reusable tab: the next preview takes its place. */
  readonly isPreview: boolean;
  /** What the screen called itself, valid for the item of this key. */
  readonly title: { readonly key: string; readonly text: string; readonly icon: string } | null;
  /** Greater is more recent. */
  readonly usedAt: number;
}

export interface TabsState {
  readonly tabs: readonly Tab[];
  readonly activeId: string | null;
  /** Counts up; names new tabs and orders their use. */
  readonly clock: number;
}

export type TabAction =
  | { readonly kind: 'open'; readonly path: string; readonly preview: boolean; readonly newTab: boolean }
  | { readonly kind: 'activate'; readonly id: string; readonly at?: number }
  /** The active tab shows another path now: the screen changed its view state, or a link in it was followed. */
  | { readonly kind: 'navigated'; readonly path: string; readonly replace: boolean }
  | { readonly kind: 'step'; readonly by: -1 | 1 }
  | { readonly kind: 'keep'; readonly id: string }
  | { readonly kind: 'titled'; readonly id: string; readonly key: string; readonly text: string; readonly icon: string }
  | { readonly kind: 'move'; readonly id: string; readonly to: number }
  | { readonly kind: 'close'; readonly ids: readonly string[] };

export const noTabs: TabsState = { tabs: [], activeId: null, clock: 0 };

/** A tab's way back is long enough, and its memory is bounded. */
const maxEntries = 100;

export function activeTab(state: TabsState): Tab | undefined {
  return state.tabs.find((tab) => tab.id === state.activeId);
}

export function shownPath(tab: Tab): string {
  // `at` is always an index of `entries`.
  return tab.entries[tab.at] as string;
}

export function reduceTabs(state: TabsState, action: TabAction): TabsState {
  switch (action.kind) {
    case 'open':
      return openTab(state, action.path, action.preview, action.newTab);
    case 'activate': {
      const { id, at } = action;
      const used = changeTab(state, id, (tab) => ({
        ...tab,
        at: at !== undefined && at >= 0 && at < tab.entries.length ? at : tab.at,
        usedAt: state.clock + 1,
      }));
      return used === state ? state : { ...used, activeId: id, clock: state.clock + 1 };
    }
    case 'navigated': {
      const active = activeTab(state);
      if (!active) return openTab(state, action.path, true, false);
      return changeTab(state, active.id, (tab) => visit(tab, action.path, action.replace));
    }
    case 'step': {
      const active = activeTab(state);
      if (!active || !canStep(active, action.by)) return state;
      return changeTab(state, active.id, (tab) => ({ ...tab, at: tab.at + action.by }));
    }
    case 'keep':
      return changeTab(state, action.id, (tab) => (tab.isPreview ? { ...tab, isPreview: false } : tab));
    case 'titled': {
      const { key, text, icon } = action;
      return changeTab(state, action.id, (tab) => {
        if (itemKey(shownPath(tab)) !== key) return tab;
        if (tab.title?.key === key && tab.title.text === text && tab.title.icon === icon) return tab;
        return { ...tab, title: { key, text, icon } };
      });
    }
    case 'move': {
      const from = state.tabs.findIndex((tab) => tab.id === action.id);
      const moved = state.tabs[from];
      const to = Math.max(0, Math.min(state.tabs.length - 1, action.to));
      if (!moved || from === to) return state;
      return { ...state, tabs: state.tabs.toSpliced(from, 1).toSpliced(to, 0, moved) };
    }
    case 'close':
      return closeTabs(state, new Set(action.ids));
  }
}

export function canStep(tab: Tab, by: -1 | 1): boolean {
  return tab.at + by >= 0 && tab.at + by < tab.entries.length;
}

function openTab(state: TabsState, path: string, preview: boolean, newTab: boolean): TabsState {
  const clock = state.clock + 1;
  const existing = newTab ? undefined : findOpen(state, path);
  if (existing) {
    const opened = changeTab(state, existing.id, (tab) => {
      const goesElsewhere = hasViewState(path) && shownPath(tab) !== path;
      const shown = goesElsewhere ? visit(tab, path, false) : tab;
      return { ...shown, isPreview: tab.isPreview && preview, usedAt: clock };
    });
    return { ...opened, activeId: existing.id, clock };
  }
  const reusable = preview && !newTab ? state.tabs.find((tab) => tab.isPreview) : undefined;
  if (reusable) {
    const reused = changeTab(state, reusable.id, (tab) => ({ ...visit(tab, path, false), usedAt: clock }));
    return { ...reused, activeId: reusable.id, clock };
  }
  const tab: Tab = { id: `t${clock}`, entries: [path], at: 0, isPreview: preview, title: null, usedAt: clock };
  const activeAt = state.tabs.findIndex((other) => other.id === state.activeId);
  const at = activeAt < 0 ? state.tabs.length : activeAt + 1;
  return { tabs: state.tabs.toSpliced(at, 0, tab), activeId: tab.id, clock };
}

/** The tab that shows this item; the active one before others, then the one used last. */
function findOpen(state: TabsState, path: string): Tab | undefined {
  const key = itemKey(path);
  const same = state.tabs.filter((tab) => itemKey(shownPath(tab)) === key);
  return same.find((tab) => tab.id === state.activeId) ?? same.toSorted((a, b) => b.usedAt - a.usedAt)[0];
}

function visit(tab: Tab, path: string, replace: boolean): Tab {
  if (shownPath(tab) === path) return tab;
  if (replace) return { ...tab, entries: tab.entries.with(tab.at, path) };
  const entries = [...tab.entries.slice(0, tab.at + 1), path].slice(-maxEntries);
  return { ...tab, entries, at: entries.length - 1 };
}

function changeTab(state: TabsState, id: string, change: (tab: Tab) => Tab): TabsState {
  const at = state.tabs.findIndex((tab) => tab.id === id);
  const tab = state.tabs[at];
  if (!tab) return state;
  const changed = change(tab);
  return changed === tab ? state : { ...state, tabs: state.tabs.with(at, changed) };
}

function closeTabs(state: TabsState, ids: ReadonlySet<string>): TabsState {
  const tabs = state.tabs.filter((tab) => !ids.has(tab.id));
  if (tabs.length === state.tabs.length) return state;
  if (state.activeId !== null && !ids.has(state.activeId)) return { ...state, tabs };
  const next = tabs.toSorted((a, b) => b.usedAt - a.usedAt)[0];
  return { ...state, tabs, activeId: next?.id ?? null };
}
