import type { MouseEvent } from 'react';
import { cellText, type WholeCell } from '../../../shared/domain/cell.ts';
import type { CaptionStore } from './caption-store.ts';
import classes from './cells.module.css';
import { useCaption } from './use-caption.ts';

export interface ReferenceCellProps {
  value: WholeCell;
  captions: CaptionStore;
  /** Address of the row it names. */
  href: string;
  onFollow: (event: MouseEvent) => void;
}

/** A value that names another row: the value as it is stored, the row's caption beside it, and the way there. */
export function ReferenceCell({ value, captions, href, onFollow }: ReferenceCellProps) {
  const caption = useCaption(captions, value);
  const text = cellText(value);
  const shown = caption === text ? undefined : (caption ?? undefined);
  return (
    <a
      className={classes.reference}
      href={href}
      tabIndex={-1}
      draggable={false}
      data-caption={shown}
      data-missing={caption === null || undefined}
      title={shown}
      onClick={onFollow}
    >
      {text}
    </a>
  );
}
