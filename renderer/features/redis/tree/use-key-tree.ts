import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useClient } from '../../../host/index.ts';
import { useTabMemory } from '../../../ui/index.ts';
import type { DatabaseRef } from '../keys-view.ts';
import { KeyTreeStore, type LoadNodes, type TreeSnapshot } from './key-tree-store.ts';

/** While the keyspace is swept, what is shown is read again no more often than this. */
const refreshEveryMs = 500;

const nothing: TreeSnapshot = { rowCount: 0, total: null, isComplete: false, error: null };
const noSubscription = () => () => undefined;

export interface KeyTreeView {
  /** `null` for the first moment. */
  readonly store: KeyTreeStore | null;
  readonly snapshot: TreeSnapshot;
}

/** The tree of a database, or with a search text the list of keys that contain it. Follows the generations of the sweep. */
export function useKeyTree(
  { project, connection, db }: DatabaseRef,
  search: string,
  generation: number | undefined,
  selectedKey: string | undefined,
): KeyTreeView {
  const client = useClient();
  const [store, setStore] = useState<KeyTreeStore | null>(null);
  const memory = useTabMemory<readonly string[]>(`keys:open:${connection}/${db}`);
  const firstKey = useRef(selectedKey);

  useEffect(() => {
    const database = { project, connection, db };
    const load: LoadNodes = async (path, place, limit, signal) => {
      if (search !== '') {
        const offset = 'offset' in place ? place.offset : 0;
        const page = await client.redis.keys.page({ ...database, match: search, offset, limit }, { signal });
        return { ...page, offset, found: offset };
      }
      const around = 'around' in place ? { offset: 0, around: place.around } : { offset: place.offset };
      return client.redis.page({ ...database, path, ...around, limit }, { signal });
    };
    const created = new KeyTreeStore(load);
    setStore(created);
    const isTree = search === '';
    void created.start(isTree ? (memory.initial ?? []) : [], isTree ? firstKey.current : undefined);
    const unsubscribe = created.subscribe(() => {
      if (isTree) memory.save(created.openPaths);
    });
    return () => {
      unsubscribe();
      created.close();
      setStore(null);
    };
  }, [client, project, connection, db, search, memory]);

  useRefreshes(store, generation);
  const snapshot = useSyncExternalStore(store?.subscribe ?? noSubscription, store?.snapshot ?? (() => nothing));
  return { store, snapshot };
}

/** Reads the tree again when the host says that it changed: at once the first time, then at a steady pace. */
function useRefreshes(store: KeyTreeStore | null, generation: number | undefined): void {
  const shown = useRef<{ store: KeyTreeStore | null; generation: number | undefined; at: number }>({
    store: null,
    generation: undefined,
    at: 0,
  });
  useEffect(() => {
    const last = shown.current;
    if (!store || generation === undefined || (last.store === store && last.generation === generation)) return;
    const refresh = () => {
      shown.current = { store, generation, at: performance.now() };
      void store.refresh();
    };
    const timer = window.setTimeout(refresh, Math.max(0, last.at + refreshEveryMs - performance.now()));
    return () => window.clearTimeout(timer);
  }, [store, generation]);
}
