import { useQueryClient } from '@tanstack/react-query';
import { useParams, useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { StagedProvider } from '../features/changes/index.ts';
import { OpenKnown } from '../features/projects/index.ts';
import { ProjectProvider, projectPath, useProject, useWorkspaceStore } from '../host/index.ts';
import { ActiveScreen } from './active-screen.tsx';
import { WindowFrame } from './frame/window-frame.tsx';
import { ConnectingPage } from './pages/connecting-page.tsx';
import { ProblemPage } from './pages/problem-page.tsx';
import { ProjectBar, ProjectNavigation, ProjectNavigationEnd, ProjectPalette } from './rooms.tsx';
import { fromWorkspaceTabs, toWorkspaceTabs } from './tabs/tab-storage.ts';
import { TabsProvider } from './tabs/tabs-context.tsx';
import { createTabsController, type TabsController } from './tabs/tabs-controller.ts';

/** The route of a project: its window, with the screen of the active tab in it. */
export function ProjectWindow() {
  const { project = '' } = useParams({ strict: false });
  return (
    <ProjectProvider
      key={project}
      id={project}
      waiting={<ConnectingPage />}
      onError={(error, retry) => (
        <ProblemPage
          error={error}
          onRetry={retry}
          action={error.code === 'not_found' ? <OpenKnown id={project} onOpened={retry} /> : undefined}
        />
      )}
    >
      <StagedProvider>
        <ProjectTabs />
      </StagedProvider>
    </ProjectProvider>
  );
}

function ProjectTabs() {
  const project = useProject();
  const workspace = useWorkspaceStore();
  const router = useRouter();
  const [controller, setController] = useState<TabsController | null>(null);
  useRefetchWhenBack();
  const { id } = project;

  // The controller follows the browser's history, which is outside React.
  useEffect(() => {
    const created = createTabsController({
      project: id,
      history: router.history,
      storage: window.sessionStorage,
      left: fromWorkspaceTabs(workspace.get(), id),
      home: projectPath(id),
    });
    const unsubscribe = created.subscribe(() => workspace.update(toWorkspaceTabs(created.get())));
    setController(created);
    return () => {
      unsubscribe();
      created.dispose();
    };
  }, [id, router, workspace]);

  if (!controller) return null;
  return (
    <TabsProvider value={controller}>
      <WindowFrame
        navigation={<ProjectNavigation />}
        navigationEnd={<ProjectNavigationEnd />}
        palette={({ isOpen, onClose }) => <ProjectPalette isOpen={isOpen} onClose={onClose} />}
        bar={<ProjectBar />}
      >
        <ActiveScreen />
      </WindowFrame>
    </TabsProvider>
  );
}

/** What could not be read while a part was away is read again as soon as it is back. */
function useRefetchWhenBack(): void {
  const queryClient = useQueryClient();
  const { storages, files, redis } = useProject();
  const ready = [...storages, ...files, ...redis].filter(({ state }) => state.kind === 'ready').length;
  const known = useRef(ready);
  useEffect(() => {
    const isBack = ready > known.current;
    known.current = ready;
    if (isBack) void queryClient.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
  }, [ready, queryClient]);
}
