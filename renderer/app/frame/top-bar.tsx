import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { Project } from '../../../shared/domain/project.ts';
import {
  editProjectPath,
  logPagePath,
  projectPath,
  projectsPath,
  settingsPath,
  useApi,
  useApplySettings,
  useProject,
  useSettings,
} from '../../host/index.ts';
import {
  Button,
  type DotState,
  EnvironmentMark,
  Icon,
  IconButton,
  Kbd,
  Menu,
  type MenuEntry,
  StateDot,
  Tooltip,
  useFrame,
  useShownTheme,
} from '../../ui/index.ts';
import { activeTab, canStep } from '../tabs/tab-state.ts';
import { useTabsController, useTabsState } from '../tabs/tabs-context.tsx';
import classes from './frame.module.css';
import { projectsKeys } from './window-commands.ts';

export interface TopBarProps {
  onShowShortcuts: () => void;
  onToggleSidebar: () => void;
}

export function TopBar({ onShowShortcuts, onToggleSidebar }: TopBarProps) {
  const project = useProject();
  const frame = useFrame();
  const controller = useTabsController();
  const tab = activeTab(useTabsState());
  const { theme } = useSettings();
  const shownTheme = useShownTheme(theme);
  const applySettings = useApplySettings();
  const otherTheme = shownTheme === 'dark' ? 'light' : 'dark';
  return (
    <header className={classes.topBar}>
      <div className={classes.topStart}>
        <ProjectName project={project} />
        <IconButton
          label="Back"
          icon="back"
          shortcut="alt+ArrowLeft"
          disabled={!tab || !canStep(tab, -1)}
          onClick={() => controller.dispatch({ kind: 'step', by: -1 })}
        />
        <IconButton
          label="Forward"
          icon="forward"
          shortcut="alt+ArrowRight"
          disabled={!tab || !canStep(tab, 1)}
          onClick={() => controller.dispatch({ kind: 'step', by: 1 })}
        />
      </div>
      <button type="button" className={classes.command} aria-haspopup="dialog" onClick={() => frame.openPalette()}>
        <Icon name="search" size={15} />
        <span className={classes.commandText}>Go to model, storage, key…</span>
        <Kbd keys="mod+K" />
      </button>
      <div className={classes.topEnd}>
        {project.environment !== 'development' && (
          <span className={classes.mark} data-kind={project.environment}>
            <EnvironmentMark environment={project.environment} />
          </span>
        )}
        {project.readOnlyReason !== null && (
          <Tooltip label={project.readOnlyReason}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the reason must be reachable by keyboard. */}
            <span className={classes.mark} tabIndex={0} role="note">
              <Icon name="lock" size={13} />
              Read-only
            </span>
          </Tooltip>
        )}
        <IconButton
          label="Theme"
          hint={`Switch to ${otherTheme}`}
          icon={shownTheme === 'dark' ? 'sun' : 'moon'}
          onClick={() => applySettings.mutate({ theme: otherTheme })}
        />
        <IconButton label="Settings" icon="settings" onClick={() => frame.open(settingsPath(project.id))} />
        <Menu
          label="More"
          position="bottom-end"
          entries={[
            { label: 'Keyboard shortcuts', icon: 'keyboard', shortcut: '?', onSelect: onShowShortcuts },
            { label: 'Toggle sidebar', icon: 'sidebar', shortcut: 'mod+B', onSelect: onToggleSidebar },
            { kind: 'divider' },
            { label: 'Open log', icon: 'document', onSelect: () => frame.open(logPagePath(project.id)) },
          ]}
        >
          <IconButton label="More" icon="dots" />
        </Menu>
      </div>
    </header>
  );
}

/** The name of the project: a menu of the open ones, and the way to all others. */
function ProjectName({ project }: { project: Project }) {
  const api = useApi();
  const router = useRouter();
  const { data: projects = [] } = useQuery(api.projects.list.queryOptions());
  const state = worstState(project);
  const entries: MenuEntry[] = [
    ...projects.map(({ id, name }) => ({
      label: name,
      isChecked: id === project.id,
      onSelect: () => router.history.push(projectPath(id)),
    })),
    { kind: 'divider' },
    { label: 'Projects…', icon: 'projects', shortcut: projectsKeys, onSelect: () => router.history.push(projectsPath) },
    {
      label: 'Edit this project…',
      icon: 'pencil',
      onSelect: () => router.history.push(editProjectPath(project.id)),
    },
  ];
  return (
    <Menu label="Projects" entries={entries}>
      <Button
        kind="quiet"
        hasMenu
        className={`${classes.project} ${classes.projectButton}`}
        title={`${project.path} · ${stateText[state]}`}
      >
        <StateDot state={state} />
        <span className={classes.projectName}>{project.name}</span>
      </Button>
    </Menu>
  );
}

const stateText: Readonly<Record<DotState, string>> = {
  ready: 'everything is connected',
  connecting: 'connecting',
  reconnecting: 'reconnecting',
  failed: 'not everything is connected',
};

function worstState(project: Project): DotState {
  const kinds = [...project.storages, ...project.files, ...project.redis].map((part) => part.state.kind);
  const order: readonly DotState[] = ['failed', 'reconnecting', 'connecting'];
  return order.find((kind) => kinds.includes(kind)) ?? 'ready';
}
