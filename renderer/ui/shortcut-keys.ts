/** What a key press is compared by: the parts of `KeyboardEvent` that matter. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

interface Combination {
  readonly mod: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly key: string;
}

/** Cmd stands for Ctrl on a Mac. */
export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** `mod+shift+K` → its parts. `mod` is Ctrl, on a Mac Cmd. */
export function parseShortcut(shortcut: string): Combination {
  // `mod++` is the plus key.
  const parts = shortcut.endsWith('++') ? [...shortcut.slice(0, -2).split('+'), '+'] : shortcut.split('+');
  const modifiers = new Set(parts.slice(0, -1).map((part) => part.toLowerCase()));
  return {
    mod: modifiers.has('mod'),
    alt: modifiers.has('alt'),
    shift: modifiers.has('shift'),
    key: parts.at(-1) ?? '',
  };
}

/**
 * True when the press is the shortcut. A single character that is not a letter (`?`) matches by what it types, so it works
 * on every layout; letters with a modifier also match by their place, so that Ctrl+K works on a Cyrillic keyboard.
 */
export function matchesShortcut(shortcut: string, press: KeyPress, mac: boolean = isMac): boolean {
  const wanted = parseShortcut(shortcut);
  const mod = mac ? press.metaKey : press.ctrlKey;
  const otherMod = mac ? press.ctrlKey : press.metaKey;
  if (mod !== wanted.mod || otherMod || press.altKey !== wanted.alt) return false;
  const isSymbol = wanted.key.length === 1 && !/[a-z0-9]/i.test(wanted.key);
  if (isSymbol) return press.key === wanted.key;
  if (press.shiftKey !== wanted.shift) return false;
  if (press.key.toLowerCase() === wanted.key.toLowerCase()) return true;
  const isLatin = /^[\u0020-\u007e]$/.test(press.key);
  return /^[a-z]$/i.test(wanted.key) && !isLatin && press.code === `Key${wanted.key.toUpperCase()}`;
}

const names: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Delete: 'Del',
  ' ': 'Space',
};

/** For the eye: `Ctrl K`, on a Mac `⌘K`. */
export function shortcutText(shortcut: string, mac: boolean = isMac): string {
  const { mod, alt, shift, key } = parseShortcut(shortcut);
  const shown = names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  if (mac) return `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${mod ? '⌘' : ''}${shown}`;
  return [mod ? 'Ctrl' : '', alt ? 'Alt' : '', shift ? 'Shift' : '', shown].filter(Boolean).join(' ');
}

/** Undo and redo of what was typed are the text control's own. */
const textCommands = ['mod+Z', 'mod+shift+Z', 'mod+Y'];

/** True when the key types, moves or takes back inside a text control, so that a shortcut must leave it alone. */
export function belongsToText(target: EventTarget | null, press: KeyPress): boolean {
  const isCommand = press.ctrlKey || press.metaKey || press.altKey || /^F\d+$/.test(press.key);
  if (isCommand && !textCommands.some((keys) => matchesShortcut(keys, press))) return false;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type);
}
