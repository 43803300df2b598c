import type { AnyRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { DesktopBridge, DesktopCommand } from '../../../shared/transport/desktop-bridge.ts';
import { projectPath } from '../../host/index.ts';
import { type Shortcut, useShortcuts } from '../../ui/index.ts';

/** Screens register a dozen commands one by one when they appear; the menu is built once for all of them. */
const settleMs = 50;

export interface DesktopMenuProps {
  bridge: DesktopBridge;
  router: Pick<AnyRouter, 'history'>;
}

/** Keeps the menu of the desktop window in step with the commands of the page, and does what is chosen there. */
export function DesktopMenu({ bridge, router }: DesktopMenuProps) {
  const shortcuts = useShortcuts();
  const latest = useRef(shortcuts);

  useEffect(() => {
    latest.current = shortcuts;
    const timer = setTimeout(() => bridge.setCommands(shortcuts.map(toCommand)), settleMs);
    return () => clearTimeout(timer);
  }, [bridge, shortcuts]);

  useEffect(() => {
    bridge.onCommand((id) => {
      // As for keys: a dialog owns the window while it is open.
      if (document.querySelector('[aria-modal="true"]')) return;
      latest.current.find(({ keys }) => keys === id)?.run?.();
    });
    bridge.onOpenProject((project) => router.history.push(projectPath(project)));
    return () => {
      bridge.onCommand(null);
      bridge.onOpenProject(null);
    };
  }, [bridge, router]);

  return null;
}

function toCommand({ keys, label, run }: Shortcut): DesktopCommand {
  return { id: keys, label, keys, canRun: run !== null };
}
