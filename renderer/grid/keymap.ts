import type { Motion } from './selection.ts';

export type GridCommand =
  | { readonly kind: 'move'; readonly motion: Motion; readonly extend: boolean }
  | { readonly kind: 'open' | 'preview' | 'follow' | 'selectAll' | 'collapse' | 'menu' }
  | { readonly kind: 'sort'; readonly add: boolean }
  | { readonly kind: 'resize'; readonly by: number };

/** The fields of a KeyboardEvent that matter. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
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
export function gridCommand(press: KeyPress, isInHeader: boolean): GridCommand | null {
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
    default:
      return null;
  }
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
