import { join } from 'node:path';
import {
  defaultSettings,
  type Settings,
  settingsSchema,
  type Workspace,
  workspaceSchema,
} from '../../../shared/contract/settings.ts';
import type { HostEnvironment } from '../environment.ts';
import { type RemoteStore, type StateStores, startStateWorker } from './state-worker.ts';

/** What Storeroom keeps for itself between two runs: `<data>/storeroom.db`. */
export interface LocalState {
  settings(): Promise<Settings>;
  applySettings(change: { [Name in keyof Settings]?: Settings[Name] | undefined }): Promise<Settings>;
  /** Called with the settings after each change. @returns a function that ends the subscription. */
  onSettingsChange(listener: (settings: Settings) => void): () => void;
  /** The window as it was left; `null` when the project was never open. */
  workspace(projectId: string): Promise<Workspace | null>;
  saveWorkspace(projectId: string, workspace: Workspace): Promise<void>;
  readonly journal: RemoteStore<StateStores['journal']>;
  readonly drafts: RemoteStore<StateStores['drafts']>;
  readonly uploads: RemoteStore<StateStores['uploads']>;
  readonly projects: RemoteStore<StateStores['projects']>;
  readonly secrets: RemoteStore<StateStores['secrets']>;
  close(): Promise<void>;
}

/**
 * Opens `storeroom.db` on a thread of its own: a commit waits for the disk, and the host's event loop must not.
 * @throws AppError `unsupported` when a newer Storeroom wrote it
 */
export async function openLocalState(environment: HostEnvironment): Promise<LocalState> {
  const worker = await startStateWorker(environment, join(environment.dataDirectory, 'storeroom.db'));
  const window = worker.store('window', {
    readSettings: true,
    writeSettings: true,
    readWorkspace: true,
    writeWorkspace: true,
  });
  const listeners = new Set<(settings: Settings) => void>();

  async function settings(): Promise<Settings> {
    const stored = await window.readSettings();
    if (stored === null) return defaultSettings;
    const parsed = settingsSchema.partial().safeParse(JSON.parse(stored));
    if (!parsed.success) {
      environment.log.warn({ issues: parsed.error.issues }, 'stored settings are not usable; using the defaults');
      return defaultSettings;
    }
    return { ...defaultSettings, ...withoutUndefined(parsed.data) };
  }

  return {
    settings,
    applySettings: async (change) => {
      const next: Settings = { ...(await settings()), ...withoutUndefined(change) };
      await window.writeSettings(JSON.stringify(next));
      for (const listener of listeners) listener(next);
      return next;
    },
    onSettingsChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    workspace: async (projectId) => {
      const stored = await window.readWorkspace(projectId);
      if (stored === null) return null;
      const parsed = workspaceSchema.safeParse(JSON.parse(stored));
      if (parsed.success) return parsed.data;
      environment.log.warn(
        { projectId, issues: parsed.error.issues },
        'stored workspace is not usable; starting afresh',
      );
      return null;
    },
    saveWorkspace: (projectId, workspace) => window.writeWorkspace(projectId, JSON.stringify(workspace)),
    journal: worker.store('journal', {
      begin: true,
      close: true,
      pending: true,
      get: true,
      list: true,
      search: true,
      chunks: true,
      values: true,
    }),
    drafts: worker.store('drafts', { list: true, get: true, write: true, remove: true, take: true, isNamed: true }),
    uploads: worker.store('uploads', { add: true, list: true, remove: true }),
    projects: worker.store('projects', { list: true, get: true, byPath: true, put: true, move: true, purge: true }),
    secrets: worker.store('secrets', {
      list: true,
      ofMethod: true,
      put: true,
      remove: true,
      removeProject: true,
      vault: true,
      changeVault: true,
      dropVault: true,
    }),
    close: () => worker.close(),
  };
}

function withoutUndefined<Value extends object>(
  value: Value,
): { [Name in keyof Value]?: Exclude<Value[Name], undefined> } {
  // Removing the entries that are undefined is what the result type says.
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [Name in keyof Value]?: Exclude<Value[Name], undefined>;
  };
}
