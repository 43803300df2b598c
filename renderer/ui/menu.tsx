import { Menu as MantineMenu } from '@mantine/core';
import type { ReactElement } from 'react';
import { MenuEntries, type MenuEntry, menuClassNames } from './menu-entries.tsx';

export interface MenuProps {
  /** The accessible name of the menu. */
  label: string;
  entries: readonly MenuEntry[];
  position?: 'bottom-start' | 'bottom-end' | 'top-start' | 'top-end' | undefined;
  /** The button that opens it. */
  children: ReactElement;
}

export function Menu({ label, entries, position = 'bottom-start', children }: MenuProps) {
  return (
    <MantineMenu
      position={position}
      offset={4}
      transitionProps={{ duration: 80, transition: 'fade' }}
      classNames={menuClassNames}
      withInitialFocusPlaceholder={false}
    >
      <MantineMenu.Target>{children}</MantineMenu.Target>
      <MantineMenu.Dropdown aria-label={label}>
        <MenuEntries entries={entries} />
      </MantineMenu.Dropdown>
    </MantineMenu>
  );
}
