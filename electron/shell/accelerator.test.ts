import { expect, test } from 'vitest';
import { acceleratorOf } from './accelerator.ts';

test.each([
  ['mod+K', 'CommandOrControl+K'],
  ['mod+shift+z', 'CommandOrControl+Shift+Z'],
  ['alt+ArrowLeft', 'Alt+Left'],
  ['alt+PageDown', 'Alt+PageDown'],
  ['mod+,', 'CommandOrControl+,'],
  ['mod++', 'CommandOrControl+Plus'],
  ['F5', 'F5'],
  ['?', '?'],
  ['Enter', 'Return'],
  [' ', 'Space'],
])('says %s as %s', (keys, accelerator) => {
  expect(acceleratorOf(keys, 'linux')).toBe(accelerator);
});

test('leaves bare keys to whoever types where the system acts on accelerators', () => {
  const bare = ['?', 'Enter', ' ', 'Delete', 'shift+A'];
  expect(bare.map((keys) => acceleratorOf(keys, 'darwin'))).toEqual(bare.map(() => null));
  expect(acceleratorOf('F2', 'darwin')).toBe('F2');
  expect(acceleratorOf('mod+S', 'darwin')).toBe('CommandOrControl+S');
});

test.each(['mod+é', 'mod+MediaPlay', 'mod+', 'й'])('has no word for %s', (keys) => {
  expect(acceleratorOf(keys, 'linux')).toBeNull();
});
