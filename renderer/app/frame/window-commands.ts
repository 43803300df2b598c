import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { desktopBridge, projectsPath, settingsPath, useProject } from '../../host/index.ts';
import { type Frame, useShortcut } from '../../ui/index.ts';
import { useTabsController } from '../tabs/tabs-context.tsx';
import { useMedia } from '../use-media.ts';

/** Leads to the other projects. */
export const projectsKeys = 'mod+shift+O';

/** The commands of the window itself. Screens add theirs; of equal keys the screen's wins. */
export function useWindowCommands(commands: {
  frame: Frame;
  showShortcuts: () => void;
  toggleSidebar: () => void;
}): void {
  const { frame, showShortcuts, toggleSidebar } = commands;
  const controller = useTabsController();
  const project = useProject();
  const queryClient = useQueryClient();
  const router = useRouter();
  // A browser keeps Ctrl+W for its own tabs; in a window of our own it is free.
  const isBrowserTab = useMedia('(display-mode: browser)') && desktopBridge === null;

  function closeTab(): void {
    const { activeId } = controller.get();
    if (activeId) controller.dispatch({ kind: 'close', ids: [activeId] });
  }

  function moveTo(by: 1 | -1): void {
    const { tabs, activeId } = controller.get();
    const at = tabs.findIndex((tab) => tab.id === activeId);
    const next = tabs.at((at + by + tabs.length) % Math.max(1, tabs.length));
    if (next) controller.dispatch({ kind: 'activate', id: next.id });
  }

  useShortcut('mod+K', 'Go to…', frame.openPalette);
  useShortcut('mod+W', 'Close tab', closeTab, !isBrowserTab);
  useShortcut('alt+W', 'Close tab', closeTab);
  useShortcut('alt+ArrowLeft', 'Back', () => controller.dispatch({ kind: 'step', by: -1 }));
  useShortcut('alt+ArrowRight', 'Forward', () => controller.dispatch({ kind: 'step', by: 1 }));
  useShortcut('alt+PageDown', 'Next tab', () => moveTo(1));
  useShortcut('alt+PageUp', 'Previous tab', () => moveTo(-1));
  useShortcut('mod+B', 'Toggle sidebar', toggleSidebar);
  useShortcut(projectsKeys, 'Projects', () => router.history.push(projectsPath));
  useShortcut('mod+,', 'Settings', () => frame.open(settingsPath(project.id)));
  // Screens with data of their own register theirs over this one.
  useShortcut('F5', 'Refresh', () => void queryClient.invalidateQueries());
  useShortcut('?', 'Keyboard shortcuts', showShortcuts);
  // In a grid whose cells can be edited, `?` is typed into the cell.
  useShortcut('mod+/', 'Keyboard shortcuts', showShortcuts);
}
