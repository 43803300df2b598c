import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react';
import { belongsToText, matchesShortcut } from './shortcut-keys.ts';

/** A command with its keys: found by `?`, in the palette, and by pressing the keys. */
export interface Shortcut {
  readonly id: number;
  readonly keys: string;
  readonly label: string;
  /** `null`: the part of the window that has the focus handles these keys itself; listed only. */
  readonly run: (() => void) | null;
}

interface ShortcutRegistry {
  add(shortcut: Omit<Shortcut, 'id'>): () => void;
  list(): readonly Shortcut[];
  subscribe(listener: () => void): () => void;
}

function createRegistry(): ShortcutRegistry {
  let shortcuts: readonly Shortcut[] = [];
  let nextId = 1;
  const listeners = new Set<() => void>();
  function set(next: readonly Shortcut[]): void {
    shortcuts = next;
    for (const listener of listeners) listener();
  }
  return {
    add(shortcut) {
      const added = { ...shortcut, id: nextId++ };
      set([...shortcuts, added]);
      return () => set(shortcuts.filter((other) => other !== added));
    },
    list: () => shortcuts,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const RegistryContext = createContext<ShortcutRegistry | null>(null);

export function ShortcutProvider({ children }: { children: ReactNode }) {
  const registry = useMemo(createRegistry, []);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing || belongsToText(event.target, event)) return;
      // A dialog owns the keyboard while it is open.
      if (document.querySelector('[aria-modal="true"]')) return;
      // The one mounted last wins: a screen's command stands before the frame's.
      const found = registry.list().findLast((shortcut) => shortcut.run && matchesShortcut(shortcut.keys, event));
      if (!found?.run) return;
      event.preventDefault();
      found.run();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [registry]);
  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

function useRegistry(): ShortcutRegistry {
  const registry = useContext(RegistryContext);
  if (!registry) throw new Error('useShortcut needs a ShortcutProvider');
  return registry;
}

/**
 * Registers a command for as long as the component is mounted. Keys as `mod+K`, `F5`, `alt+ArrowLeft`, `?`.
 * With `null` as handler the command is only listed under `?`; with `isEnabled` false it is not there at all.
 */
export function useShortcut(keys: string, label: string, handler: (() => void) | null, isEnabled = true): void {
  const registry = useRegistry();
  const latest = useRef(handler);
  useLayoutEffect(() => {
    latest.current = handler;
  });
  const isHandled = handler !== null;
  useEffect(() => {
    if (!isEnabled) return;
    return registry.add({ keys, label, run: isHandled ? () => latest.current?.() : null });
  }, [registry, keys, label, isHandled, isEnabled]);
}

/** All commands that are there now, the last registered of each pair of keys only. */
export function useShortcuts(): readonly Shortcut[] {
  const registry = useRegistry();
  const all = useSyncExternalStore(registry.subscribe, registry.list);
  return useMemo(() => {
    const byKeys = new Map<string, Shortcut>();
    for (const shortcut of all) byKeys.set(shortcut.keys, shortcut);
    return [...byKeys.values()];
  }, [all]);
}
