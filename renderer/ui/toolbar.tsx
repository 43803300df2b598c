import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { formatDuration } from './format.ts';
import { useSlots } from './frame-context.ts';
import classes from './toolbar.module.css';

export interface ToolbarProps {
  title: string;
  /** More about it, on hover. Default: the title, which may be cut. */
  hint?: string | undefined;
  /** Muted, beside the title: counts, sizes. */
  detail?: ReactNode;
  /** Search box, `Spacer`, buttons. */
  children?: ReactNode;
}

/** The first line of a screen: what it shows, and what can be done with it. */
export function Toolbar({ title, hint, detail, children }: ToolbarProps) {
  return (
    <div className={classes.toolbar}>
      <div className={classes.titles}>
        <h1 className={classes.title} title={hint ?? title}>
          {title}
        </h1>
        {detail && <span className={classes.detail}>{detail}</span>}
      </div>
      {children}
    </div>
  );
}

/** Pushes what follows to the end of the line. */
export function Spacer() {
  return <span className={classes.spacer} />;
}

/** At the right of the status bar: what is selected, and how long the store took. */
export function StatusText({ tookMs, children }: { tookMs?: number | undefined; children?: ReactNode }) {
  const { statusElement } = useSlots();
  if (!statusElement) return null;
  return createPortal(
    <span>
      {children}
      {tookMs !== undefined && (
        <>
          {children ? ' · ' : null}
          {formatDuration(tookMs)}
        </>
      )}
    </span>,
    statusElement,
  );
}
