import { Popover as MantinePopover, Modal } from '@mantine/core';
import { cloneElement, type ReactElement, type ReactNode, useLayoutEffect, useState } from 'react';
import classes from './dialog.module.css';
import { Icon } from './icon.tsx';
import { PanelContext } from './panel-context.ts';

export interface DialogProps {
  /** The heading and the accessible name. */
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** In px; never wider than the window. Default 480. */
  width?: number | undefined;
  /** Covers the window, as the preview does. */
  isFullScreen?: boolean | undefined;
  /** Buttons at the end, the default one last. */
  footer?: ReactNode;
  children: ReactNode;
}

const modalClassNames = {
  overlay: classes.overlay ?? '',
  content: classes.content ?? '',
  title: classes.title ?? '',
  close: classes.close ?? '',
  body: classes.body ?? '',
};

/** A modal dialog. Focus stays inside while it is open and returns when it closes; Esc closes it. */
export function Dialog({ title, isOpen, onClose, width = 480, isFullScreen = false, footer, children }: DialogProps) {
  useReturnFocus(isOpen);
  return (
    <Modal.Root
      opened={isOpen}
      onClose={onClose}
      size={width}
      fullScreen={isFullScreen}
      yOffset="8vh"
      transitionProps={{ duration: 100, transition: 'fade' }}
      classNames={modalClassNames}
    >
      <Modal.Overlay backgroundOpacity={1} />
      <Modal.Content>
        {/* Not Mantine's header: as a header element it would be a second banner. */}
        <div className={classes.header}>
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={`Close ${title}`} icon={<Icon name="close" />} />
        </div>
        <Modal.Body>
          {children}
          {footer && <div className={classes.footer}>{footer}</div>}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** Mantine gives the focus back when a dialog is closed, not when it is taken out of the page while it is open. */
function useReturnFocus(isOpen: boolean): void {
  useLayoutEffect(() => {
    if (!isOpen) return;
    const before = document.activeElement;
    return () => {
      requestAnimationFrame(() => {
        const isLost = document.activeElement === null || document.activeElement === document.body;
        if (isLost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
      });
    };
  }, [isOpen]);
}

export interface PopoverProps {
  /** The accessible name of the panel. */
  label: string;
  /** The button that opens it; its `onClick` is called too. */
  target: ReactElement<{ onClick?: () => void; 'aria-expanded'?: boolean }>;
  position?: 'bottom-start' | 'bottom-end' | 'bottom' | 'top-start' | 'top-end' | undefined;
  width?: number | undefined;
  /** Set both to control it from outside. */
  isOpen?: boolean | undefined;
  onOpenChange?: ((isOpen: boolean) => void) | undefined;
  children: ReactNode | ((close: () => void) => ReactNode);
}

/** A small panel at a button. Focus goes in when it opens and back when it closes. */
export function Popover({
  label,
  target,
  position = 'bottom-start',
  width,
  isOpen,
  onOpenChange,
  children,
}: PopoverProps) {
  const [isOpenInside, setIsOpenInside] = useState(false);
  const opened = isOpen ?? isOpenInside;
  function setOpened(next: boolean): void {
    setIsOpenInside(next);
    onOpenChange?.(next);
  }
  return (
    <MantinePopover
      opened={opened}
      onChange={setOpened}
      position={position}
      offset={4}
      trapFocus
      returnFocus
      transitionProps={{ duration: 80, transition: 'fade' }}
      {...(width === undefined ? {} : { width })}
      classNames={{ dropdown: classes.popover ?? '' }}
    >
      <MantinePopover.Target>
        {cloneElement(target, {
          onClick: () => {
            target.props.onClick?.();
            setOpened(!opened);
          },
        })}
      </MantinePopover.Target>
      <MantinePopover.Dropdown aria-label={label}>
        <PanelContext value={true}>
          {typeof children === 'function' ? children(() => setOpened(false)) : children}
        </PanelContext>
      </MantinePopover.Dropdown>
    </MantinePopover>
  );
}
