import { Tooltip as MantineTooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import { shortcutText } from './shortcut-keys.ts';
import classes from './tooltip.module.css';

export interface TooltipProps {
  label: string;
  /** A shortcut as given to `useShortcut`: `mod+K`. */
  shortcut?: string | undefined;
  /** One element that takes a ref. */
  children: ReactElement;
}

/** Says more on hover and on keyboard focus. Never the only place of a fact. */
export function Tooltip({ label, shortcut, children }: TooltipProps) {
  return (
    <MantineTooltip
      label={
        <>
          <span>{label}</span>
          {shortcut && <span className={classes.keys}>{shortcutText(shortcut)}</span>}
        </>
      }
      classNames={{ tooltip: classes.tooltip ?? '' }}
      multiline
      offset={6}
      transitionProps={{ duration: 80, transition: 'fade' }}
      events={{ hover: true, focus: true, touch: false }}
    >
      {children}
    </MantineTooltip>
  );
}
