import { matchPieces, type PaletteGroup, type PaletteItem, type Shortcut, shortcutText } from '../../ui/index.ts';

/** Commands that fit the text: whatever has a handler now, named as under `?`, with its keys. */
export function commandGroup(
  shortcuts: readonly Shortcut[],
  text: string,
  extra: readonly PaletteItem[],
): PaletteGroup {
  const commands = shortcuts.flatMap((shortcut): PaletteItem[] => {
    const { run } = shortcut;
    if (!run) return [];
    return [
      {
        id: `${shortcut.keys} ${shortcut.label}`,
        label: shortcut.label,
        detail: shortcutText(shortcut.keys),
        icon: 'bolt',
        action: { kind: 'run', run },
      },
    ];
  });
  const seen = new Set<string>();
  const items = [...extra, ...commands].filter((item) => {
    // One command may have two pairs of keys; one line is enough.
    if (seen.has(item.label) || !matchPieces(item.label, text)) return false;
    seen.add(item.label);
    return true;
  });
  return { title: 'Commands', items, isLoading: false };
}
