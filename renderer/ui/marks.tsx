import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import classes from './marks.module.css';
import { shortcutText } from './shortcut-keys.ts';

export interface ChipProps {
  /** What the buttons are called: `city is Prague`. */
  label: string;
  children?: ReactNode;
  onClick?: (() => void) | undefined;
  onRemove?: (() => void) | undefined;
}

/** A condition or a choice that can be changed and removed. */
export function Chip({ label, children, onClick, onRemove }: ChipProps) {
  return (
    <span className={classes.chip}>
      {onClick ? (
        <button type="button" className={classes.chipLabel} aria-label={label} onClick={onClick}>
          {children ?? label}
        </button>
      ) : (
        <span className={classes.chipLabel}>{children ?? label}</span>
      )}
      {onRemove && (
        <button type="button" className={classes.chipRemove} aria-label={`Remove ${label}`} onClick={onRemove}>
          <Icon name="close" size={13} />
        </button>
      )}
    </span>
  );
}

export type BadgeTone =
  | 'neutral'
  | 'blue'
  | 'indigo'
  | 'green'
  | 'orange'
  | 'red'
  | 'violet'
  | 'new'
  | 'edited'
  | 'deleted';

export function Badge({ tone = 'neutral', children }: { tone?: BadgeTone | undefined; children: ReactNode }) {
  return <span className={[classes.badge, classes[tone]].filter(Boolean).join(' ')}>{children}</span>;
}

/** The capsule that stands for NULL: never to be taken for the text. */
export function NullBadge() {
  return <span className={classes.null}>NULL</span>;
}

/** The capsule that stands for the value the store gives by itself. */
export function DefaultBadge({ children = 'DEFAULT' }: { children?: ReactNode }) {
  return <span className={`${classes.null} ${classes.default}`}>{children}</span>;
}

/** A shortcut as given to `useShortcut`, drawn as keys. */
export function Kbd({ keys }: { keys: string }) {
  return <kbd className={classes.kbd}>{shortcutText(keys)}</kbd>;
}

export interface ProgressBarProps {
  label: string;
  done: number;
  /** `null` while the amount is not known. */
  total: number | null;
  width?: number | undefined;
}

export function ProgressBar({ label, done, total, width }: ProgressBarProps) {
  const share = total === null ? null : total <= 0 ? 1 : Math.min(1, Math.max(0, done / total));
  return (
    <div
      className={classes.progress}
      style={width === undefined ? undefined : { width }}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.floor(share * 100)}
    >
      {share === null ? (
        <div className={`${classes.progressBar} ${classes.progressUnknown}`} />
      ) : (
        <div className={classes.progressBar} style={{ width: `${share * 100}%` }} />
      )}
    </div>
  );
}

export type DotState = 'ready' | 'connecting' | 'reconnecting' | 'failed';

/** Full, hollow or square: the shape says it as well as the colour. Its meaning must also stand as text. */
export function StateDot({ state }: { state: DotState }) {
  return <span className={classes.dot} data-state={state} aria-hidden />;
}
