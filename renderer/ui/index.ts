export * from './button.tsx';
export * from './choice.tsx';
export * from './code-editor.tsx';
export * from './combo-box.tsx';
export * from './command-dialog.tsx';
export * from './confirm-name-dialog.tsx';
export * from './context-menu.tsx';
export * from './date-picker.tsx';
export * from './details.tsx';
export * from './dialog.tsx';
export * from './environment-mark.tsx';
export * from './form-dialog.tsx';
export * from './format.ts';
export * from './format-time.ts';
export {
  CurrentPathContext,
  type Frame,
  FrameProvider,
  type OpenOptions,
  type Slots,
  SlotsContext,
  TabContext,
  type TabMemory,
  type TabOfScreen,
  useCurrentPath,
  useFrame,
  useOpen,
  useTabMemory,
  useTabTitle,
} from './frame-context.ts';
export { highlight, matchPieces, type TextPiece } from './highlight.ts';
export { Icon } from './icon.tsx';
export { type IconName, icons, isIconName } from './icons.ts';
export * from './marks.tsx';
export * from './menu.tsx';
export type { MenuEntry, MenuItemEntry } from './menu-entries.tsx';
export * from './nav.tsx';
export * from './notify.tsx';
export type { PaletteGroup, PaletteItem } from './palette-types.ts';
export * from './password-field.tsx';
export { isMac, matchesShortcut, shortcutText } from './shortcut-keys.ts';
export { type Shortcut, ShortcutProvider, useShortcut, useShortcuts } from './shortcuts.tsx';
export * from './skeleton.tsx';
export * from './states.tsx';
export * from './tabs.tsx';
export * from './text-field.tsx';
export * from './toolbar.tsx';
export * from './tooltip.tsx';
export * from './ui-provider.tsx';
