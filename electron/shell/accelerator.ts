/** Keys of the page (`KeyboardEvent.key`) by their names in an accelerator (Electron: tutorial/keyboard-shortcuts). */
const keyNames: Readonly<Record<string, string>> = {
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  Escape: 'Esc',
  Enter: 'Return',
  Backspace: 'Backspace',
  Delete: 'Delete',
  Insert: 'Insert',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Tab: 'Tab',
  ' ': 'Space',
  '+': 'Plus',
};

/** Characters that an accelerator may name as they are. */
const plainKey = /^(?:[A-Z0-9]|F(?:[1-9]|1\d|2[0-4])|[)!@#$%^&*(:;=<,_\->.?/~`{\][|\\}"'])$/;

/**
 * `mod+shift+K` as the page writes it → `CommandOrControl+Shift+K`. `null` for keys an accelerator can't say, and, where
 * the system acts on accelerators by itself (macOS), for bare keys: they belong to whoever types.
 */
export function acceleratorOf(keys: string, platform: NodeJS.Platform): string | null {
  // `mod++` is the plus key.
  const parts = keys.endsWith('++') ? [...keys.slice(0, -2).split('+'), '+'] : keys.split('+');
  const last = parts.at(-1) ?? '';
  const upper = last.length === 1 ? last.toUpperCase() : last;
  const key = keyNames[last] ?? (plainKey.test(upper) ? upper : null);
  if (key === null) return null;
  const modifiers = new Set(parts.slice(0, -1).map((part) => part.toLowerCase()));
  const isBare = !modifiers.has('mod') && !modifiers.has('alt') && !/^F\d/.test(key);
  if (isBare && platform === 'darwin') return null;
  return [
    modifiers.has('mod') ? 'CommandOrControl' : '',
    modifiers.has('alt') ? 'Alt' : '',
    modifiers.has('shift') ? 'Shift' : '',
    key,
  ]
    .filter(Boolean)
    .join('+');
}
