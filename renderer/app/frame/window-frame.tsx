import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { logPagePath, useProject, useWorkspaceStore } from '../../host/index.ts';
import {
  CurrentPathContext,
  type Frame,
  FrameProvider,
  PanelErrorBoundary,
  type Slots,
  SlotsContext,
} from '../../ui/index.ts';
import { activeTab, shownPath } from '../tabs/tab-state.ts';
import { screenPanelId, TabStrip, tabElementId } from '../tabs/tab-strip.tsx';
import { useTabsController, useTabsState } from '../tabs/tabs-context.tsx';
import { useTabLabels } from '../tabs/use-tab-label.ts';
import { narrowWindow, useMedia } from '../use-media.ts';
import { DetailsPanel } from './details-panel.tsx';
import classes from './frame.module.css';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { Sidebar } from './sidebar.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { useWindowCommands } from './window-commands.ts';

export interface WindowFrameProps {
  /** The sections of the sidebar. */
  navigation: ReactNode;
  /** Links that stay in sight below the sections. */
  navigationEnd: ReactNode;
  /** The palette, given its state. */
  palette: (state: { isOpen: boolean; onClose: () => void }) => ReactNode;
  /** Below the screen, whichever it is. */
  bar: ReactNode;
  /** The screen of the active tab. */
  children: ReactNode;
}

/** The window around every screen: bars, sidebar, tabs, details. It knows no room. */
export function WindowFrame({ navigation, navigationEnd, palette, bar, children }: WindowFrameProps) {
  const project = useProject();
  const controller = useTabsController();
  const tabs = useTabsState();
  const store = useWorkspaceStore();
  const isNarrow = useMedia(narrowWindow);
  const [isPaletteOpen, setIsPaletteOpen] = useState(false);
  const [isShortcutsOpen, setIsShortcutsOpen] = useState(false);
  const [isSidebarOverlay, setIsSidebarOverlay] = useState(false);
  const { slots, isDetailsShown, setDetailsElement, setStatusElement } = useFrameSlots();

  const frame = useMemo<Frame>(
    () => ({
      open(path, options = {}) {
        setIsSidebarOverlay(false);
        controller.dispatch({ kind: 'open', path, preview: options.preview ?? false, newTab: options.newTab ?? false });
      },
      openLog: (reference) =>
        controller.dispatch({ kind: 'open', path: logPagePath(project.id, reference), preview: false, newTab: false }),
      openPalette: () => setIsPaletteOpen(true),
    }),
    [controller, project.id],
  );

  function toggleSidebar(): void {
    if (isNarrow) setIsSidebarOverlay((isOpen) => !isOpen);
    else store.update({ sidebarOpen: !store.get().sidebarOpen });
  }

  useWindowCommands({ frame, showShortcuts: () => setIsShortcutsOpen(true), toggleSidebar });

  const active = activeTab(tabs);
  const path = active ? shownPath(active) : '/';
  return (
    <FrameProvider value={frame}>
      <SlotsContext value={slots}>
        <CurrentPathContext value={path}>
          <div className={classes.window} data-environment={project.environment}>
            <WindowTitle />
            <TopBar onShowShortcuts={() => setIsShortcutsOpen(true)} onToggleSidebar={toggleSidebar} />
            <div className={classes.middle}>
              <Sidebar
                isNarrow={isNarrow}
                isOverlayOpen={isSidebarOverlay}
                onOverlayChange={setIsSidebarOverlay}
                end={navigationEnd}
              >
                <PanelErrorBoundary>{navigation}</PanelErrorBoundary>
              </Sidebar>
              <main className={classes.main}>
                {tabs.tabs.length > 0 && <TabStrip />}
                {active ? (
                  <div
                    id={screenPanelId}
                    className={classes.panel}
                    role="tabpanel"
                    aria-labelledby={tabElementId(active.id)}
                  >
                    <PanelErrorBoundary resetKey={path}>{children}</PanelErrorBoundary>
                  </div>
                ) : (
                  children
                )}
              </main>
              <DetailsPanel isShown={isDetailsShown} isNarrow={isNarrow} contentRef={setDetailsElement} />
            </div>
            <div ref={measureBars} className={classes.bars}>
              <PanelErrorBoundary>{bar}</PanelErrorBoundary>
            </div>
            <StatusBar endRef={setStatusElement} />
          </div>
          {palette({ isOpen: isPaletteOpen, onClose: () => setIsPaletteOpen(false) })}
          <ShortcutsDialog isOpen={isShortcutsOpen} onClose={() => setIsShortcutsOpen(false)} />
        </CurrentPathContext>
      </SlotsContext>
    </FrameProvider>
  );
}

/** Tells the notices how high the bars at the bottom are, for as long as the element is there. */
function measureBars(element: HTMLElement | null): (() => void) | undefined {
  if (!element) return;
  const root = document.documentElement.style;
  const observer = new ResizeObserver(() => root.setProperty('--sr-bars-height', `${element.offsetHeight}px`));
  observer.observe(element);
  return () => {
    observer.disconnect();
    root.removeProperty('--sr-bars-height');
  };
}

/** What the browser calls this window: in its tabs and its history. */
function WindowTitle() {
  const { name } = useProject();
  const labelOf = useTabLabels();
  const active = activeTab(useTabsState());
  const item = active ? `${labelOf(active).text} – ` : '';
  const title = `${item}${name} – Storeroom`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  return null;
}

/** The places outside the screen that screens draw into. */
function useFrameSlots() {
  const [detailsElement, setDetailsElement] = useState<HTMLElement | null>(null);
  const [statusElement, setStatusElement] = useState<HTMLElement | null>(null);
  const shownDetails = useRef(0);
  const [isDetailsShown, setIsDetailsShown] = useState(false);
  const addDetails = useCallback(() => {
    shownDetails.current += 1;
    setIsDetailsShown(true);
    return () => {
      shownDetails.current -= 1;
      setIsDetailsShown(shownDetails.current > 0);
    };
  }, []);
  const slots = useMemo<Slots>(
    () => ({ detailsElement, statusElement, addDetails }),
    [detailsElement, statusElement, addDetails],
  );
  return { slots, isDetailsShown, setDetailsElement, setStatusElement };
}
