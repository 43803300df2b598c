import { useParams, useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { StagedProvider } from '../features/changes/index.ts';
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
      onError={(error, retry) => <ProblemPage error={error} onRetry={retry} />}
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
