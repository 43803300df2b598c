import type { Workspace } from '../../shared/contract/settings.ts';

export const defaultWorkspace: Workspace = {
  tabs: [],
  active: -1,
  sidebarWidth: 240,
  sidebarOpen: true,
  detailsWidth: 400,
  detailsOpen: true,
  columnWidths: {},
};

/** The window's layout as it is now; kept in the host a moment after each change. */
export interface WorkspaceStore {
  get(): Workspace;
  update(change: Partial<Workspace>): void;
  subscribe(listener: () => void): () => void;
  /** Writes what is not written yet. */
  flush(): void;
}

/** Changes are gathered for 400 ms: dragging an edge is one write, not sixty. */
export function createWorkspaceStore(
  initial: Workspace,
  write: (workspace: Workspace) => void,
  delayMs = 400,
): WorkspaceStore {
  let workspace = initial;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();

  function flush(): void {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    write(workspace);
  }

  return {
    get: () => workspace,
    update(change) {
      workspace = { ...workspace, ...change };
      timer ??= setTimeout(flush, delayMs);
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    flush,
  };
}
