import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Workspace } from '../../shared/contract/settings.ts';
import type { AppError } from '../../shared/domain/app-error.ts';
import type { Project } from '../../shared/domain/project.ts';
import { toAppError } from './app-error.ts';
import { useApi, useClient } from './host-provider.tsx';
import { createWorkspaceStore, defaultWorkspace, type WorkspaceStore } from './workspace.ts';

const ProjectContext = createContext<Project | null>(null);
const WorkspaceContext = createContext<WorkspaceStore | null>(null);

/** The project of this window, live: its parts' states change as they connect and fail. */
export function useProject(): Project {
  const project = useContext(ProjectContext);
  if (!project) throw new Error('useProject needs a ProjectProvider');
  return project;
}

export function useWorkspaceStore(): WorkspaceStore {
  const store = useContext(WorkspaceContext);
  if (!store) throw new Error('useWorkspace needs a ProjectProvider');
  return store;
}

/** One part of the window's layout, drawn again when that part changes. */
export function useWorkspace<T>(select: (workspace: Workspace) => T): T {
  const store = useWorkspaceStore();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

/** Widths of a model's columns as a person set them, and how to set one. */
export function useColumnWidths(
  storage: string,
  model: string,
): [Readonly<Record<string, number>>, (field: string, width: number) => void] {
  const store = useWorkspaceStore();
  const key = `${storage}/${model}`;
  const widths = useWorkspace((workspace) => workspace.columnWidths[key] ?? noWidths);
  return [
    widths,
    (field, width) => {
      const all = store.get().columnWidths;
      store.update({ columnWidths: { ...all, [key]: { ...all[key], [field]: width } } });
    },
  ];
}

const noWidths: Readonly<Record<string, number>> = {};

export interface ProjectProviderProps {
  id: string;
  waiting: ReactNode;
  onError: (error: AppError, retry: () => void) => ReactNode;
  children: ReactNode;
}

/** Shows its children once the project and the layout its window was left in are known. Mount it with the id as its key. */
export function ProjectProvider({ id, waiting, onError, children }: ProjectProviderProps) {
  const api = useApi();
  const client = useClient();
  const project = useQuery(
    api.projects.watch.experimental_liveOptions({ input: { project: id }, staleTime: Number.POSITIVE_INFINITY }),
  );
  const workspace = useQuery(
    api.settings.workspace.get.queryOptions({ input: { project: id }, staleTime: Number.POSITIVE_INFINITY }),
  );
  const isLoaded = workspace.isSuccess;
  const left = workspace.data;
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once; from then on the store is ahead of the host.
  const store = useMemo(
    () =>
      isLoaded
        ? createWorkspaceStore(left ?? defaultWorkspace, (next) => {
            // A layout that can't be kept is no reason to disturb; the host logs why.
            client.settings.workspace.apply({ project: id, workspace: next }).catch(() => undefined);
          })
        : null,
    [isLoaded, client, id],
  );

  useEffect(() => {
    if (!store) return;
    const flush = () => store.flush();
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flush);
    return () => {
      flush();
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', flush);
    };
  }, [store]);

  if (!project.data && project.isError) return onError(toAppError(project.error), () => void project.refetch());
  if (workspace.isError) return onError(toAppError(workspace.error), () => void workspace.refetch());
  if (!project.data || !store) return waiting;
  return (
    <ProjectContext value={project.data}>
      <WorkspaceContext value={store}>{children}</WorkspaceContext>
    </ProjectContext>
  );
}
