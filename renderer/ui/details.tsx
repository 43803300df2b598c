import type { KeyboardEvent, ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { IconButton } from './button.tsx';
import classes from './details.module.css';
import { useDetailsSlot } from './frame-context.ts';
import { PanelErrorBoundary } from './states.tsx';

export interface DetailsProps {
  title: ReactNode;
  subtitle?: ReactNode;
  /** 40 px square: a thumbnail. */
  image?: ReactNode;
  /** Icon buttons beside the closing one. */
  actions?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** Shows its content in the landmark `Details` beside the screen, for as long as it is mounted. */
export function Details({ title, subtitle, image, actions, onClose, children }: DetailsProps) {
  const element = useDetailsSlot();
  if (!element) return null;

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    // Menus opened from here draw elsewhere, and their Esc is theirs.
    const isInside = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (event.key !== 'Escape' || event.defaultPrevented || !isInside) return;
    event.preventDefault();
    onClose();
  }

  return createPortal(
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc anywhere in the panel closes it; the button does it too.
    <div className={classes.panel} onKeyDown={onKeyDown}>
      <header className={classes.header}>
        {image && <div className={classes.image}>{image}</div>}
        <div className={classes.titles}>
          <h2 className={classes.title}>{title}</h2>
          {subtitle && <p className={classes.subtitle}>{subtitle}</p>}
        </div>
        <div className={classes.actions}>
          {actions}
          <IconButton label="Close details" icon="close" onClick={onClose} />
        </div>
      </header>
      <div className={classes.body}>
        <PanelErrorBoundary>{children}</PanelErrorBoundary>
      </div>
    </div>,
    element,
  );
}

/** Names and values under each other, as a form that can't be edited. */
export function FieldList({ children }: { children: ReactNode }) {
  return <dl className={classes.fields}>{children}</dl>;
}

export interface FieldRowProps {
  label: string;
  /** More about the field, on hover: its type. */
  title?: string | undefined;
  isMono?: boolean | undefined;
  /** False for content with a frame of its own. Default true. */
  isBoxed?: boolean | undefined;
  children: ReactNode;
}

export function FieldRow({ label, title, isMono, isBoxed = true, children }: FieldRowProps) {
  const valueClass = [classes.fieldValue, isBoxed ? classes.boxed : undefined, isMono ? classes.mono : undefined];
  return (
    <>
      <dt className={classes.fieldName} title={title}>
        {label}
      </dt>
      <dd className={valueClass.filter(Boolean).join(' ')}>{children}</dd>
    </>
  );
}
