import { Menu as MantineMenu } from '@mantine/core';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';
import classes from './menu.module.css';
import { shortcutText } from './shortcut-keys.ts';

export interface MenuItemEntry {
  readonly kind?: 'item';
  readonly label: string;
  readonly icon?: IconName | undefined;
  /** As given to `useShortcut`; shown only. */
  readonly shortcut?: string | undefined;
  readonly isDangerous?: boolean | undefined;
  /** Set: the entry can't be chosen, and this says why. */
  readonly disabledReason?: string | undefined;
  /** Set: the entry is one of several that can be on or off. */
  readonly isChecked?: boolean | undefined;
  readonly keepsMenuOpen?: boolean | undefined;
  readonly onSelect: () => void;
}

export type MenuEntry =
  | MenuItemEntry
  | { readonly kind: 'divider' }
  | { readonly kind: 'label'; readonly label: string };

export const menuClassNames = {
  dropdown: classes.dropdown ?? '',
  item: classes.item ?? '',
  itemSection: classes.section ?? '',
  label: classes.label ?? '',
  divider: classes.divider ?? '',
};

function Entry({ entry }: { entry: MenuItemEntry }) {
  const shared = {
    rightSection: entry.shortcut ? <span>{shortcutText(entry.shortcut)}</span> : undefined,
    disabled: entry.disabledReason !== undefined,
    ...(entry.disabledReason ? { title: entry.disabledReason } : {}),
    ...(entry.isDangerous ? { className: classes.danger ?? '' } : {}),
    ...(entry.keepsMenuOpen === undefined ? {} : { closeMenuOnClick: !entry.keepsMenuOpen }),
  };
  if (entry.isChecked !== undefined) {
    return (
      <MantineMenu.CheckboxItem {...shared} checked={entry.isChecked} onChange={() => entry.onSelect()}>
        {entry.label}
      </MantineMenu.CheckboxItem>
    );
  }
  return (
    <MantineMenu.Item
      {...shared}
      leftSection={entry.icon ? <Icon name={entry.icon} /> : undefined}
      onClick={entry.onSelect}
    >
      {entry.label}
    </MantineMenu.Item>
  );
}

/** The inside of every menu. Entries are values, so the same list serves a button and a right click. */
export function MenuEntries({ entries }: { entries: readonly MenuEntry[] }) {
  return entries.map((entry, index) => {
    // Entries of one menu never change places while it is open.
    const key = `${index}`;
    if (entry.kind === 'divider') return <MantineMenu.Divider key={key} />;
    if (entry.kind === 'label') return <MantineMenu.Label key={key}>{entry.label}</MantineMenu.Label>;
    return <Entry key={key} entry={entry} />;
  });
}
