import { Menu as MantineMenu } from '@mantine/core';
import { createContext, type MouseEvent, type ReactNode, useCallback, useContext, useRef, useState } from 'react';
import classes from './menu.module.css';
import { MenuEntries, type MenuEntry, menuClassNames } from './menu-entries.tsx';

type OpenContextMenu = (event: MouseEvent, entries: readonly MenuEntry[], label?: string) => void;

const ContextMenuContext = createContext<OpenContextMenu | null>(null);

interface OpenMenu {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly entries: readonly MenuEntry[];
}

/** One menu for the whole window: a grid of a thousand cells needs no thousand menus. */
export function ContextMenuProvider({ children }: { children: ReactNode }) {
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const returnFocus = useRef<Element | null>(null);

  const open = useCallback<OpenContextMenu>((event, entries, label = 'Context menu') => {
    if (entries.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    returnFocus.current = document.activeElement;
    // The menu key and Shift+F10 give no place: the element itself is it.
    const isFromKeyboard = event.clientX === 0 && event.clientY === 0;
    const box = event.currentTarget.getBoundingClientRect();
    setMenu({
      x: isFromKeyboard ? box.left + 8 : event.clientX,
      y: isFromKeyboard ? box.bottom : event.clientY,
      label,
      entries,
    });
    setIsOpen(true);
  }, []);

  function close(): void {
    setIsOpen(false);
    const element = returnFocus.current;
    if (element instanceof HTMLElement && element.isConnected) element.focus({ preventScroll: true });
  }

  return (
    <ContextMenuContext value={open}>
      {children}
      {menu && (
        <MantineMenu
          key={`${menu.x},${menu.y}`}
          opened={isOpen}
          onChange={(opened) => {
            if (!opened) close();
          }}
          position="bottom-start"
          offset={2}
          returnFocus={false}
          withInitialFocusPlaceholder={false}
          transitionProps={{ duration: 60, transition: 'fade' }}
          classNames={menuClassNames}
        >
          <MantineMenu.Target>
            {/* A place, not a control: it is a button only since something that opens a menu has to be one. */}
            <button
              type="button"
              tabIndex={-1}
              aria-hidden
              className={classes.anchor}
              style={{ left: menu.x, top: menu.y }}
            />
          </MantineMenu.Target>
          <MantineMenu.Dropdown aria-label={menu.label}>
            <MenuEntries entries={menu.entries} />
          </MantineMenu.Dropdown>
        </MantineMenu>
      )}
    </ContextMenuContext>
  );
}

/** `onContextMenu={(event) => openContextMenu(event, entries)}`. With no entries the browser's own menu stays. */
export function useContextMenu(): OpenContextMenu {
  const open = useContext(ContextMenuContext);
  if (!open) throw new Error('useContextMenu needs a UiProvider');
  return open;
}
