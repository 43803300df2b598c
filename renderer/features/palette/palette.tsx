import { useDeferredValue, useMemo, useState } from 'react';
import { changesPath, logPagePath, settingsPath, useProject } from '../../host/index.ts';
import { CommandDialog, type PaletteGroup, type PaletteItem, useFrame, useShortcuts } from '../../ui/index.ts';
import { useFilePalette } from '../files/index.ts';
import { useModelPalette } from '../models/index.ts';
import { useKeyPalette } from '../redis/index.ts';
import { commandGroup } from './commands.ts';

/** `Go to`: models, storages, keys, rows by key, and commands, whatever fits the typed text. */
export function Palette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const [text, setText] = useState('');
  const frame = useFrame();
  // Typing never waits for answers.
  const wanted = useDeferredValue(text);
  const groups = usePaletteGroups(wanted.trim());

  function close(): void {
    onClose();
    setText('');
  }

  function choose({ action }: PaletteItem): void {
    close();
    if (action.kind === 'open') frame.open(action.path);
    else action.run();
  }

  return (
    <CommandDialog
      label="Go to"
      placeholder="Go to model, storage, key…"
      isOpen={isOpen}
      text={text}
      onTextChange={setText}
      groups={groups}
      onChoose={choose}
      onClose={close}
    />
  );
}

const itemsPerGroup = 6;

/** Rooms in the order of the sidebar, commands last. */
function usePaletteGroups(text: string): readonly PaletteGroup[] {
  const { id } = useProject();
  const shortcuts = useShortcuts();
  const commands = useMemo(() => {
    const screens: readonly PaletteItem[] = [
      { id: 'changes', label: 'Changes', icon: 'history', action: { kind: 'open', path: changesPath(id) } },
      { id: 'settings', label: 'Settings', icon: 'settings', action: { kind: 'open', path: settingsPath(id) } },
      { id: 'log', label: 'Open log', icon: 'document', action: { kind: 'open', path: logPagePath(id) } },
    ];
    return commandGroup(shortcuts, text, screens);
  }, [shortcuts, text, id]);
  const models = useModelPalette(text);
  const files = useFilePalette(text);
  const keys = useKeyPalette(text);
  const groups = [...models, ...files, ...keys, commands];
  // With nothing typed it is a list of places; with a text, every room must have a chance to be seen.
  return text === '' ? groups : groups.map((group) => ({ ...group, items: group.items.slice(0, itemsPerGroup) }));
}
