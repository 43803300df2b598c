import type { RouterHistory } from '@tanstack/react-router';
import { z } from 'zod';
import { isItem, projectOf } from './tab-address.ts';
import { activeTab, reduceTabs, shownPath, type TabAction, type TabsState } from './tab-state.ts';
import { readTabs, writeTabs } from './tab-storage.ts';

/** Which tab, and which entry of its history, an entry of the browser's history shows; `null` for none. */
const placesSchema = z.array(z.object({ tabId: z.string(), at: z.number() }).nullable());
type Places = z.infer<typeof placesSchema>;

export interface TabsController {
  get(): TabsState;
  subscribe(listener: () => void): () => void;
  dispatch(action: TabAction): void;
  /** Small transient state of a tab's screens, dropped with the tab. */
  memory(tabId: string): Map<string, unknown>;
  dispose(): void;
}

export interface TabsControllerOptions {
  readonly project: string;
  readonly history: RouterHistory;
  /** Of this browser tab: kept over a reload, copied by `Duplicate tab`. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** The tabs to begin with when this browser tab kept none. */
  readonly left: TabsState;
  /** Path shown when no item is open. */
  readonly home: string;
}

/**
 * Keeps the tabs and the address in step. The address is the active tab's path; a change of it made by a screen goes into
 * the tab's own history, and the browser's back and forward find the tab and the entry again.
 */
export function createTabsController({ project, history, storage, left, home }: TabsControllerOptions): TabsController {
  const tabsKey = `storeroom.tabs.${project}`;
  const placesKey = `storeroom.places.${project}`;
  let state = readTabs(storage.getItem(tabsKey)) ?? left;
  let places = readPlaces(storage.getItem(placesKey));
  let isOwnNavigation = false;
  const memories = new Map<string, Map<string, unknown>>();
  const listeners = new Set<() => void>();

  function historyIndex(): number {
    return history.location.state.__TSR_index;
  }

  /** Remembers what the present entry of the browser's history shows; `isNew` forgets what lay ahead of it. */
  function notePlace(isNew: boolean): void {
    const tab = activeTab(state);
    const index = historyIndex();
    const before = Array.from({ length: index }, (_, at) => places[at] ?? null);
    const after = isNew ? [] : places.slice(index + 1);
    places = [...before, tab ? { tabId: tab.id, at: tab.at } : null, ...after];
    storage.setItem(placesKey, JSON.stringify(places));
  }

  function set(next: TabsState): void {
    if (next === state) return;
    state = next;
    for (const id of memories.keys()) {
      if (!state.tabs.some((tab) => tab.id === id)) memories.delete(id);
    }
    storage.setItem(tabsKey, writeTabs(state));
    for (const listener of listeners) listener();
  }

  function goTo(path: string, replace: boolean): void {
    isOwnNavigation = true;
    try {
      // With the blockers passed over, both act before they return.
      if (replace) history.replace(path, undefined, { ignoreBlocker: true });
      else history.push(path, undefined, { ignoreBlocker: true });
    } finally {
      isOwnNavigation = false;
    }
    notePlace(!replace);
  }

  function dispatch(action: TabAction): void {
    const before = state.activeId;
    set(reduceTabs(state, action));
    if (action.kind === 'step') {
      followStep(action.by);
      return;
    }
    if (action.kind !== 'open' && action.kind !== 'activate' && action.kind !== 'close') return;
    const tab = activeTab(state);
    const path = tab ? shownPath(tab) : home;
    if (path === history.location.href && before === state.activeId) return;
    // Back must lead neither to what was closed a moment ago nor to the empty window.
    goTo(path, action.kind === 'close' || !isItem(history.location.href));
  }

  /** Uses the browser's own entry when it is the one wanted, so that both histories stay the same. */
  function followStep(by: -1 | 1): void {
    const tab = activeTab(state);
    if (!tab || shownPath(tab) === history.location.href) return;
    const beside = places[historyIndex() + by];
    if (beside?.tabId === tab.id && beside.at === tab.at) {
      if (by < 0) history.back({ ignoreBlocker: true });
      else history.forward({ ignoreBlocker: true });
    } else {
      goTo(shownPath(tab), false);
    }
  }

  /** Finds the tab for an address that came from outside: the browser's history, or the first load. */
  function restore(href: string, preview: boolean): void {
    if (!isItem(href)) {
      set({ ...state, activeId: null });
      return;
    }
    const place = places[historyIndex()];
    const noted = state.tabs.find((tab) => tab.id === place?.tabId);
    if (place && noted?.entries[place.at] === href) {
      set(reduceTabs(state, { kind: 'activate', id: noted.id, at: place.at }));
      return;
    }
    const active = activeTab(state);
    const candidates = active ? [active, ...state.tabs] : state.tabs;
    const holder = candidates.find((tab) => tab.entries.includes(href));
    if (holder) {
      set(reduceTabs(state, { kind: 'activate', id: holder.id, at: holder.entries.lastIndexOf(href) }));
      return;
    }
    const opened = reduceTabs(state, { kind: 'open', path: href, preview, newTab: false });
    // The address wins over the view state the tab was left in.
    set(reduceTabs(opened, { kind: 'navigated', path: href, replace: false }));
  }

  const unsubscribe = history.subscribe(({ location, action }) => {
    if (isOwnNavigation || projectOf(location.href) !== project) return;
    if (action.type !== 'PUSH' && action.type !== 'REPLACE') {
      restore(location.href, true);
      notePlace(false);
    } else if (isItem(location.href)) {
      set(reduceTabs(state, { kind: 'navigated', path: location.href, replace: action.type === 'REPLACE' }));
      notePlace(action.type === 'PUSH');
    }
  });

  const active = activeTab(state);
  if (isItem(history.location.href)) {
    restore(history.location.href, false);
    notePlace(false);
  } else if (active) {
    goTo(shownPath(active), true);
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispatch,
    memory(tabId) {
      const known = memories.get(tabId);
      if (known) return known;
      const fresh = new Map<string, unknown>();
      memories.set(tabId, fresh);
      return fresh;
    },
    dispose() {
      unsubscribe();
      listeners.clear();
    },
  };
}

function readPlaces(text: string | null): Places {
  if (text === null) return [];
  try {
    return placesSchema.catch([]).parse(JSON.parse(text));
  } catch {
    return [];
  }
}
