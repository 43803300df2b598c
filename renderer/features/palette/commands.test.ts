import { expect, it } from 'vitest';
import type { PaletteItem, Shortcut } from '../../ui/index.ts';
import { commandGroup } from './commands.ts';

const run = () => {};
const shortcuts: Shortcut[] = [
  { id: 1, keys: 'mod+W', label: 'Close tab', run },
  { id: 2, keys: 'alt+W', label: 'Close tab', run },
  { id: 3, keys: 'F5', label: 'Refresh', run },
  { id: 4, keys: 'Enter', label: 'Edit cell', run: null },
];
const settings: PaletteItem = {
  id: 'settings',
  label: 'Settings',
  icon: 'settings',
  action: { kind: 'open', path: '/p/x/settings' },
};

function labels(text: string): string[] {
  return commandGroup(shortcuts, text, [settings]).items.map((item) => item.label);
}

it('lists each command once, and none that only the focused part can do', () => {
  expect(labels('')).toEqual(['Settings', 'Close tab', 'Refresh']);
});

it('keeps the commands that fit the text', () => {
  expect(labels('tab cl')).toEqual(['Close tab']);
  expect(labels('ré')).toEqual(['Refresh']);
  expect(labels('nothing like it')).toEqual([]);
});
