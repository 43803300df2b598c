import { describe, expect, it } from 'vitest';
import { type KeyPress, matchesShortcut, parseShortcut, shortcutText } from './shortcut-keys.ts';

function press(key: string, change: Partial<KeyPress> = {}): KeyPress {
  return { key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...change };
}

describe('shortcuts', () => {
  it('match with exactly their modifiers', () => {
    expect(matchesShortcut('mod+K', press('k', { ctrlKey: true }), false)).toBe(true);
    expect(matchesShortcut('mod+K', press('k'), false)).toBe(false);
    expect(matchesShortcut('mod+K', press('K', { ctrlKey: true, shiftKey: true }), false)).toBe(false);
    expect(matchesShortcut('mod+K', press('k', { ctrlKey: true, altKey: true }), false)).toBe(false);
    expect(matchesShortcut('alt+ArrowLeft', press('ArrowLeft', { altKey: true }), false)).toBe(true);
    expect(matchesShortcut('F5', press('F5'), false)).toBe(true);
    expect(matchesShortcut('F5', press('F5', { ctrlKey: true }), false)).toBe(false);
  });

  it('use Cmd on a Mac', () => {
    expect(matchesShortcut('mod+K', press('k', { metaKey: true }), true)).toBe(true);
    expect(matchesShortcut('mod+K', press('k', { ctrlKey: true }), true)).toBe(false);
  });

  it('match symbols by what is typed, whatever keys that takes', () => {
    expect(matchesShortcut('?', press('?', { shiftKey: true }), false)).toBe(true);
    expect(matchesShortcut('mod++', press('+', { ctrlKey: true, shiftKey: true }), false)).toBe(true);
  });

  it('find a letter by its place on layouts that are not Latin', () => {
    expect(matchesShortcut('mod+K', press('л', { ctrlKey: true, code: 'KeyK' }), false)).toBe(true);
    // On a Latin layout what is typed counts: Dvorak's K is elsewhere.
    expect(matchesShortcut('mod+K', press('t', { ctrlKey: true, code: 'KeyK' }), false)).toBe(false);
  });

  it('are written for the eye', () => {
    expect(['mod+K', 'alt+ArrowLeft', 'F5', '?', 'mod+shift+P'].map((keys) => shortcutText(keys, false))).toEqual([
      'Ctrl K',
      'Alt ←',
      'F5',
      '?',
      'Ctrl Shift P',
    ]);
    expect(shortcutText('mod+shift+P', true)).toBe('⇧⌘P');
  });

  it('may hold the plus key itself', () => {
    expect(parseShortcut('mod++')).toEqual({ mod: true, alt: false, shift: false, key: '+' });
  });
});
