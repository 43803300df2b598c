import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { Icon, type MenuEntry, useContextMenu } from '../../ui/index.ts';
import type { Tab } from './tab-state.ts';
import classes from './tab-strip.module.css';
import { useTabsController, useTabsState } from './tabs-context.tsx';
import { useStagedTabs } from './use-staged-tabs.ts';
import { useTabLabels } from './use-tab-label.ts';

export const screenPanelId = 'screen';

/** Id of the tab's element: the panel is labelled by it. */
export function tabElementId(tabId: string): string {
  return `tab-${tabId}`;
}

/** A press that moves this far is a drag, not a click. */
const dragDistancePx = 5;

/** The open items. Closing by mouse is the cross and the middle button; by keyboard Delete, Alt+W or the menu. */
export function TabStrip() {
  const { tabs, activeId } = useTabsState();
  const controller = useTabsController();
  const labelOf = useTabLabels();
  const isStaged = useStagedTabs();
  const openContextMenu = useContextMenu();
  const list = useRef<HTMLDivElement>(null);
  const drag = useRef<{ id: string; startX: number; isMoving: boolean } | null>(null);
  const [draggedId, setDraggedId] = useState<string | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new or renamed tab can push the active one out of sight.
  useEffect(() => {
    if (activeId)
      document.getElementById(tabElementId(activeId))?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [activeId, tabs.length]);

  function close(...ids: string[]): void {
    controller.dispatch({ kind: 'close', ids });
  }

  function activate(id: string): void {
    controller.dispatch({ kind: 'activate', id });
    document.getElementById(tabElementId(id))?.focus();
  }

  function onKeyDown(event: KeyboardEvent, at: number): void {
    const tab = tabs[at];
    if (!tab) return;
    if (event.key === 'Delete') {
      event.preventDefault();
      close(tab.id);
      return;
    }
    const last = tabs.length - 1;
    const to = { ArrowLeft: at === 0 ? last : at - 1, ArrowRight: at === last ? 0 : at + 1, Home: 0, End: last }[
      event.key
    ];
    if (to === undefined || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (event.ctrlKey) controller.dispatch({ kind: 'move', id: tab.id, to });
    else activate(tabs[to]?.id ?? tab.id);
  }

  function onPointerDown(event: PointerEvent<HTMLElement>, tab: Tab): void {
    if (event.button !== 0) return;
    drag.current = { id: tab.id, startX: event.clientX, isMoving: false };
  }

  function onPointerMove(event: PointerEvent<HTMLElement>): void {
    const dragged = drag.current;
    if (!dragged || event.buttons === 0) return;
    if (!dragged.isMoving) {
      if (Math.abs(event.clientX - dragged.startX) < dragDistancePx) return;
      dragged.isMoving = true;
      event.currentTarget.setPointerCapture(event.pointerId);
      setDraggedId(dragged.id);
    }
    const from = tabs.findIndex((tab) => tab.id === dragged.id);
    const to = placeAt(event.clientX, from);
    if (to !== from) controller.dispatch({ kind: 'move', id: dragged.id, to });
  }

  /** Index the dragged tab belongs to when the pointer is at `x`: beyond the middle of a neighbour it changes places. */
  function placeAt(x: number, from: number): number {
    const boxes = [...(list.current?.children ?? [])].map((element) => element.getBoundingClientRect());
    let to = from;
    while (to < boxes.length - 1 && x > middle(boxes[to + 1])) to += 1;
    while (to > 0 && x < middle(boxes[to - 1])) to -= 1;
    return to;
  }

  function endDrag(): void {
    drag.current = null;
    setDraggedId(null);
  }

  function menuFor(tab: Tab): MenuEntry[] {
    const at = tabs.indexOf(tab);
    const others = tabs.filter((other) => other !== tab).map((other) => other.id);
    const right = tabs.slice(at + 1).map((other) => other.id);
    return [
      { label: 'Close', shortcut: 'alt+W', onSelect: () => close(tab.id) },
      ...(others.length > 0 ? [{ label: 'Close others', onSelect: () => close(...others) }] : []),
      ...(right.length > 0 ? [{ label: 'Close to the right', onSelect: () => close(...right) }] : []),
      ...(tab.isPreview
        ? [
            { kind: 'divider' } as const,
            { label: 'Keep open', onSelect: () => controller.dispatch({ kind: 'keep', id: tab.id }) },
          ]
        : []),
    ];
  }

  return (
    <div className={classes.strip}>
      <div
        ref={list}
        className={classes.list}
        role="tablist"
        aria-label="Open items"
        onWheel={(event) => {
          if (list.current && event.deltaX === 0) list.current.scrollLeft += event.deltaY;
        }}
      >
        {tabs.map((tab, at) => {
          const label = labelOf(tab);
          const isActive = tab.id === activeId;
          return (
            <div
              key={tab.id}
              id={tabElementId(tab.id)}
              className={classes.tab}
              role="tab"
              aria-label={label.text}
              aria-selected={isActive}
              aria-controls={isActive ? screenPanelId : undefined}
              tabIndex={isActive || (activeId === null && at === 0) ? 0 : -1}
              title={label.text}
              aria-description={isStaged(tab) ? 'has staged changes' : undefined}
              data-preview={tab.isPreview || undefined}
              data-dragged={tab.id === draggedId || undefined}
              onClick={() => controller.dispatch({ kind: 'activate', id: tab.id })}
              onDoubleClick={() => controller.dispatch({ kind: 'keep', id: tab.id })}
              onKeyDown={(event) => {
                if (event.key === 'Enter' || event.key === ' ') {
                  event.preventDefault();
                  activate(tab.id);
                } else {
                  onKeyDown(event, at);
                }
              }}
              // The middle button would start scrolling otherwise.
              onMouseDown={(event: MouseEvent) => {
                if (event.button === 1) event.preventDefault();
              }}
              onAuxClick={(event) => {
                if (event.button === 1) close(tab.id);
              }}
              onPointerDown={(event) => onPointerDown(event, tab)}
              onPointerMove={onPointerMove}
              onPointerUp={endDrag}
              onPointerCancel={endDrag}
              onContextMenu={(event) => openContextMenu(event, menuFor(tab), `Tab ${label.text}`)}
            >
              <Icon name={label.icon} className={classes.icon} />
              <span className={classes.text}>{label.text}</span>
              {isStaged(tab) && <span className={classes.staged} title="Has staged changes" aria-hidden />}
              {/* A tab may hold no control: the cross is for the mouse, the keyboard has Delete. */}
              <span
                aria-hidden
                className={classes.close}
                data-close
                onClick={(event) => {
                  event.stopPropagation();
                  close(tab.id);
                }}
                onPointerDown={(event) => event.stopPropagation()}
                onDoubleClick={(event) => event.stopPropagation()}
              >
                <Icon name="close" size={14} />
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function middle(box: DOMRect | undefined): number {
  return box ? box.left + box.width / 2 : 0;
}
