import { useQuery } from '@tanstack/react-query';
import { useParams, useRouter, useRouterState } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { ProjectsScreen, type ShownForm } from '../../features/projects/index.ts';
import {
  editProjectPath,
  logPagePath,
  newProjectPath,
  projectPath,
  projectsPath,
  useApi,
  useApplySettings,
  useSettings,
} from '../../host/index.ts';
import {
  Button,
  type Frame,
  FrameProvider,
  IconButton,
  PanelErrorBoundary,
  useShortcut,
  useShownTheme,
} from '../../ui/index.ts';
import { ShortcutsDialog } from '../frame/shortcuts-dialog.tsx';
import classes from './pages.module.css';

/** The window without a project: what can be opened, and the forms of it. */
export function ProjectsPage() {
  const router = useRouter();
  const form = useShownForm();
  const { data: open = [] } = useQuery(useApi().projects.list.queryOptions({ staleTime: 0 }));
  const last = open[0];
  const [isShortcutsOpen, setIsShortcutsOpen] = useState(false);

  const frame = useMemo<Frame>(
    () => ({
      open: (path) => router.history.push(path),
      // The log is shown in the window of a project.
      openLog: (reference) => router.history.push(last ? logPagePath(last.id, reference) : projectsPath),
      openPalette: () => {},
    }),
    [router, last],
  );
  useEffect(() => {
    document.title = 'Projects – Storeroom';
  }, []);
  useShortcut('?', 'Keyboard shortcuts', () => setIsShortcutsOpen(true));
  useShortcut('mod+/', 'Keyboard shortcuts', () => setIsShortcutsOpen(true));

  return (
    <FrameProvider value={frame}>
      <div className={classes.projects}>
        <header className={classes.projectsBar}>
          {last !== undefined ? (
            <Button kind="quiet" icon="back" onClick={() => router.history.push(projectPath(last.id))}>
              <span className={classes.backName}>{last.name}</span>
            </Button>
          ) : (
            <span className={classes.product}>Storeroom</span>
          )}
          <span className={classes.barSpace} />
          <ThemeButton />
          <IconButton
            label="Keyboard shortcuts"
            icon="keyboard"
            shortcut="?"
            onClick={() => setIsShortcutsOpen(true)}
          />
        </header>
        <PanelErrorBoundary>
          <ProjectsScreen
            form={form}
            onForm={(next) => router.history.push(pathOf(next))}
            onOpened={(project) => router.history.push(projectPath(project))}
          />
        </PanelErrorBoundary>
      </div>
      <ShortcutsDialog isOpen={isShortcutsOpen} onClose={() => setIsShortcutsOpen(false)} />
    </FrameProvider>
  );
}

function ThemeButton() {
  const { theme } = useSettings();
  const shown = useShownTheme(theme);
  const applySettings = useApplySettings();
  const other = shown === 'dark' ? 'light' : 'dark';
  return (
    <IconButton
      label="Theme"
      hint={`Switch to ${other}`}
      icon={shown === 'dark' ? 'sun' : 'moon'}
      onClick={() => applySettings.mutate({ theme: other })}
    />
  );
}

function useShownForm(): ShownForm {
  const { known } = useParams({ strict: false });
  const isNew = useRouterState({ select: ({ location }) => location.pathname === newProjectPath });
  return useMemo(() => {
    if (known !== undefined) return { kind: 'edit', known };
    return isNew ? { kind: 'new' } : null;
  }, [known, isNew]);
}

function pathOf(form: ShownForm): string {
  if (form === null) return projectsPath;
  return form.kind === 'new' ? newProjectPath : editProjectPath(form.known);
}
