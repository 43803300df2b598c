import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useWorkspace, useWorkspaceStore } from '../../host/index.ts';
import { IconButton, NavContext } from '../../ui/index.ts';
import classes from './frame.module.css';
import { ResizeHandle } from './resize-handle.tsx';

const initialWidth = 240;

export interface SidebarProps {
  isNarrow: boolean;
  /** Narrow window: the whole sidebar lies over the screen. */
  isOverlayOpen: boolean;
  onOverlayChange: (isOpen: boolean) => void;
  /** Below the rooms, always in sight. */
  end: ReactNode;
  children: ReactNode;
}

/** The rooms of the project. Collapsed, or in a narrow window, it shows icons. */
export function Sidebar({ isNarrow, isOverlayOpen, onOverlayChange, end, children }: SidebarProps) {
  const store = useWorkspaceStore();
  const width = useWorkspace((workspace) => workspace.sidebarWidth);
  const isOpen = useWorkspace((workspace) => workspace.sidebarOpen);
  const isCollapsed = isNarrow ? !isOverlayOpen : !isOpen;
  const element = useRef<HTMLElement>(null);
  const [scrollElement, setScrollElement] = useState<HTMLElement | null>(null);
  const surroundings = useMemo(() => ({ isCollapsed, scrollElement }), [isCollapsed, scrollElement]);
  const isOverlay = isNarrow && isOverlayOpen;

  useEffect(() => {
    if (!isOverlay) return;
    function onPointerDown(event: PointerEvent): void {
      if (event.target instanceof Node && !element.current?.contains(event.target)) onOverlayChange(false);
    }
    window.addEventListener('pointerdown', onPointerDown);
    return () => window.removeEventListener('pointerdown', onPointerDown);
  }, [isOverlay, onOverlayChange]);

  function toggle(): void {
    if (isNarrow) onOverlayChange(!isOverlayOpen);
    else store.update({ sidebarOpen: !isOpen });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape' && isOverlay) {
      event.preventDefault();
      onOverlayChange(false);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      moveFocus(event, event.key === 'ArrowDown' ? 1 : -1);
    }
  }

  /** From link to link. Arrows in a text box, or where nothing follows, are left alone. */
  function moveFocus(event: KeyboardEvent, by: 1 | -1): void {
    const links = [...(scrollElement?.querySelectorAll<HTMLElement>('a, [data-nav-heading]') ?? [])];
    const at = links.findIndex((link) => link.matches(':focus'));
    const next = at < 0 ? undefined : links[at + by];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  return (
    <>
      {isOverlay && <div className={classes.rail} />}
      <nav
        ref={element}
        className={isCollapsed ? `${classes.sidebar} ${classes.rail}` : classes.sidebar}
        style={isCollapsed ? undefined : { width }}
        aria-label="Project"
        data-overlay={isOverlay || undefined}
        onKeyDown={onKeyDown}
      >
        <div ref={setScrollElement} className={classes.sections}>
          <NavContext value={surroundings}>{children}</NavContext>
        </div>
        <div className={classes.sidebarEnd}>
          <div className={classes.sidebarLinks}>
            <NavContext value={surroundings}>{end}</NavContext>
          </div>
          <IconButton
            label={isCollapsed ? 'Expand sidebar' : 'Collapse sidebar'}
            icon="sidebar"
            shortcut="mod+B"
            aria-expanded={!isCollapsed}
            onClick={toggle}
          />
        </div>
        {!isCollapsed && (
          <ResizeHandle
            label="Sidebar width"
            side="right"
            width={width}
            min={180}
            max={480}
            initial={initialWidth}
            onChange={(sidebarWidth) => store.update({ sidebarWidth })}
          />
        )}
      </nav>
    </>
  );
}
