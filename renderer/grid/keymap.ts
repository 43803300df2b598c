import type { EditorMove } from './grid-editing.ts';
import type { Motion } from './selection.ts';

export type GridCommand =
  | { readonly kind: 'move'; readonly motion: Motion; readonly extend: boolean }
  /** `open` edits the cell where that is possible, else it opens the row; `edit` does nothing else. */
  | { readonly kind: 'open' | 'edit' | 'preview' | 'follow' | 'selectAll' | 'collapse' | 'menu' | 'clear' }
  /** Begins to edit with this text in the place of the value. */
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'sort'; readonly add: boolean }
  | { readonly kind: 'resize'; readonly by: number };

/** The fields of a KeyboardEvent that matter. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  /** The third level of many keyboards; Windows reports it as Ctrl with Alt as well. */
  readonly isAltGraph?: boolean;
}

export function pressOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'getModifierState'>,
): KeyPress {
  const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
  return { key, ctrlKey, metaKey, shiftKey, altKey, isAltGraph: event.getModifierState('AltGraph') };
}

/** True for keys that belong to text that is being composed, or begin to compose some. */
export function isComposingKey(event: Pick<KeyboardEvent, 'key' | 'keyCode' | 'isComposing'>): boolean {
  // The Enter that ends a composition is marked by nothing else in Safari.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return event.isComposing || event.keyCode === 229 || event.key === 'Dead' || event.key === 'Process';
}

const resizeStep = 10;

const plain: Readonly<Record<string, Motion>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  // A table is a long list first: Home and End are its ends, as in a file manager. Ctrl+←/→ are the ends of a row.
  Home: 'firstRow',
  End: 'lastRow',
};

const withControl: Readonly<Record<string, Motion>> = {
  ArrowUp: 'firstRow',
  ArrowDown: 'lastRow',
  ArrowLeft: 'firstColumn',
  ArrowRight: 'lastColumn',
  Home: 'firstCell',
  End: 'lastCell',
};

/**
 * What a key means in the grid; `null` leaves it to the window. In the header, arrows with Shift change the width.
 * Copying is not here: browsers turn its keys into a `copy` event, which may write the clipboard without asking.
 */
export function gridCommand(press: KeyPress, isInHeader: boolean, canEdit = false): GridCommand | null {
  const isTyping = canEdit && !isInHeader && isPrintable(press.key);
  if (isTyping && press.isAltGraph === true) return { kind: 'type', text: press.key };
  if (press.altKey) return null;
  const control = press.ctrlKey || press.metaKey;
  if (isInHeader) {
    const command = headerCommand(press, control);
    if (command !== null) return command;
  }
  const motion = (control ? withControl : plain)[press.key];
  if (motion !== undefined) return { kind: 'move', motion, extend: press.shiftKey };
  if (control) return controlCommand(press);
  switch (press.key) {
    case 'Enter':
      return { kind: 'open' };
    case ' ':
      return { kind: 'preview' };
    case 'Escape':
      return { kind: 'collapse' };
    case 'ContextMenu':
      return { kind: 'menu' };
    case 'F10':
      return press.shiftKey ? { kind: 'menu' } : null;
    case 'F2':
      return canEdit && !isInHeader && !press.shiftKey ? { kind: 'edit' } : null;
    case 'Delete':
    case 'Backspace':
      return canEdit && !isInHeader && !press.shiftKey ? { kind: 'clear' } : null;
    default:
      return isTyping ? { kind: 'type', text: press.key } : null;
  }
}

/** Keys with a name (`Enter`, `Dead`, `Process`) are ASCII words that begin with a capital. */
function isPrintable(key: string): boolean {
  return key !== ' ' && !/^[A-Z][A-Za-z0-9]+$/.test(key) && key !== '';
}

function headerCommand(press: KeyPress, control: boolean): GridCommand | null {
  if (control) return null;
  if (press.key === 'Enter' || press.key === ' ') return { kind: 'sort', add: press.shiftKey };
  if (press.shiftKey && press.key === 'ArrowLeft') return { kind: 'resize', by: -resizeStep };
  if (press.shiftKey && press.key === 'ArrowRight') return { kind: 'resize', by: resizeStep };
  return null;
}

function controlCommand(press: KeyPress): GridCommand | null {
  if (press.shiftKey) return null;
  if (press.key === 'a' || press.key === 'A') return { kind: 'selectAll' };
  if (press.key === 'Enter') return { kind: 'follow' };
  return null;
}

export type EditorCommand =
  | { readonly kind: 'finish'; readonly move: EditorMove }
  | { readonly kind: 'cancel' }
  /** Ends the edit first, then means something else to the window. */
  | { readonly kind: 'leave' };

/** With Ctrl or Cmd these belong to the text in the editor. */
const textKeys: ReadonlySet<string> = new Set([
  ...['a', 'c', 'v', 'x', 'y', 'z', 'insert', 'backspace', 'delete', 'home', 'end'],
  ...['arrowleft', 'arrowright', 'arrowup', 'arrowdown', 'control', 'meta', 'shift', 'alt', 'capslock', 'altgraph'],
]);

/** What a key means in an open editor that does not use it itself; `null` leaves it to the text. */
export function editorCommand(press: KeyPress, isApple: boolean): EditorCommand | null {
  if (press.altKey || press.isAltGraph === true) return null;
  const isCommand = isApple ? press.metaKey : press.ctrlKey;
  if (press.key === 'Enter') {
    if (press.ctrlKey || press.metaKey) return { kind: 'finish', move: 'stay' };
    return { kind: 'finish', move: press.shiftKey ? 'up' : 'down' };
  }
  if (isCommand) return textKeys.has(press.key.toLowerCase()) ? null : { kind: 'leave' };
  if (press.ctrlKey || press.metaKey) return null;
  if (press.key === 'Escape') return { kind: 'cancel' };
  if (press.key === 'Tab') return { kind: 'finish', move: press.shiftKey ? 'previous' : 'next' };
  return null;
}
