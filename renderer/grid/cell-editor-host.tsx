import {
  type FocusEvent,
  type KeyboardEvent,
  memo,
  type ReactNode,
  type PointerEvent as ReactPointerEvent,
  type SyntheticEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import classes from './grid.module.css';
import type { EditorMove } from './grid-editing.ts';
import { editorCommand, isComposingKey, pressOf } from './keymap.ts';
import { useStableCallback } from './use-stable-callback.ts';

const isApple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** Where the cell stands inside the part of the grid that shows rows, and how large that part is, in CSS px. */
export interface EditorPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly bodyWidth: number;
  readonly bodyHeight: number;
  readonly gutter: number;
}

export interface CellEditorHostProps extends EditorPlace {
  readonly children: ReactNode;
  readonly onFinish: (move: EditorMove) => void;
  readonly onCancel: () => void;
  /** Commits and closes; false when the editor stays open. `isFocusMine`: the grid takes the focus back. */
  readonly onLeave: (isFocusMine: boolean) => boolean;
  /** A key was pressed in the editor. */
  readonly onKey: () => void;
}

/** True for events of an open editor and of its popups, which are not about the grid. */
export function isOfEditor({ target, currentTarget }: Pick<SyntheticEvent, 'target' | 'currentTarget'>): boolean {
  if (!(target instanceof Node && currentTarget.contains(target))) return true;
  return target instanceof Element && target.closest('[data-cell-editor]') !== null;
}

/** True when the wheel over this element scrolls a text of its own. */
export function scrollsItself(target: EventTarget | null, deltaY: number): boolean {
  const editor = target instanceof Element ? target.closest('[data-cell-editor]') : null;
  for (let element = target; editor !== null && element instanceof Element; element = element.parentElement) {
    const { scrollTop, scrollHeight, clientHeight } = element;
    if (deltaY < 0 ? scrollTop > 0 : scrollTop + clientHeight < scrollHeight - 1) {
      if (/auto|scroll/.test(getComputedStyle(element).overflowY)) return true;
    }
    if (element === editor) return false;
  }
  return false;
}

/** The frame of the one editor, over its cell: keeps it within the grid's edges and says when it is left. */
function Host(props: CellEditorHostProps) {
  const host = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: props.width, height: props.height });

  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return;
    const measure = () => setSize({ width: element.offsetWidth, height: element.offsetHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    if (!element.contains(document.activeElement)) {
      element.querySelector<HTMLElement>('input, textarea, select, button, [contenteditable], [tabindex]')?.focus();
    }
    return () => observer.disconnect();
  }, []);

  const leave = useStableCallback(props.onLeave);
  /** React's tree tells presses in popups, which may be anywhere in the page, from presses elsewhere. */
  const ownPress = useRef<Event | null>(null);
  useEffect(() => {
    const onPress = (event: PointerEvent) => {
      // Asked at the target: by then React has told the editor of its own presses, and nobody has acted on it.
      const decide = () => {
        if (ownPress.current !== event) leave(false);
      };
      event.target?.addEventListener('pointerdown', decide, { capture: true, once: true });
    };
    window.addEventListener('pointerdown', onPress, true);
    return () => window.removeEventListener('pointerdown', onPress, true);
  }, [leave]);

  const focusTimer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(focusTimer.current), []);
  function onBlur(event: FocusEvent): void {
    // Without another element the window has lost the focus, or a press on nothing took it: presses are judged above.
    if (event.relatedTarget === null) return;
    // A popup of the editor that takes the focus says so a moment later.
    focusTimer.current = window.setTimeout(() => leave(false));
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isComposingKey(event.nativeEvent)) return;
    if (!['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) props.onKey();
    if (event.defaultPrevented) return;
    // In a single line these would scroll the grid.
    if (/^Page(Up|Down)$/.test(event.key) && event.target instanceof HTMLInputElement) event.preventDefault();
    const command = editorCommand(pressOf(event), isApple);
    if (command === null) return;
    if (command.kind === 'leave') {
      // The command of the window sees what was typed; an edit that can't be staged holds it up.
      if (props.onLeave(true)) return;
    } else if (command.kind === 'cancel') props.onCancel();
    else props.onFinish(command.move);
    event.preventDefault();
    event.stopPropagation();
  }

  const { left, top, bodyWidth, bodyHeight, gutter } = props;
  const isInSight = top > -props.height && top < bodyHeight;
  const down = isInSight ? Math.max(Math.min(0, bodyHeight - top - size.height), Math.min(0, -top)) : 0;
  const right = Math.max(Math.min(0, bodyWidth - left - size.width), Math.min(0, gutter - left));
  // Row numbers stay readable when the columns are scrolled under them.
  const hidden = Math.max(0, gutter - left - right);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the editor inside has the role; keys it leaves are answered here.
    <div
      ref={host}
      data-cell-editor
      className={classes.editor}
      style={{
        minWidth: props.width,
        minHeight: props.height,
        maxWidth: bodyWidth - gutter,
        maxHeight: bodyHeight,
        transform: right === 0 && down === 0 ? undefined : `translate(${right}px, ${down}px)`,
        clipPath: hidden > 0 ? `inset(-40px -40px -40px ${hidden}px)` : undefined,
      }}
      onKeyDown={onKeyDown}
      onBlur={onBlur}
      onFocus={() => window.clearTimeout(focusTimer.current)}
      onPointerDownCapture={(event: ReactPointerEvent) => {
        ownPress.current = event.nativeEvent;
      }}
    >
      {props.children}
    </div>
  );
}

export const CellEditorHost = memo(Host);
