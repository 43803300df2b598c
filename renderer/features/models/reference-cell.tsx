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

/**
 * A value that names another row: the value as it is stored, then the row's caption, which leads there. The caption is
 * drawn by the style sheet and hidden from screen readers: they hear it as the cell's description, and Ctrl+Enter follows.
 */
export function ReferenceCell({ value, captions, href, onFollow }: ReferenceCellProps) {
  const caption = useCaption(captions, value);
  const text = cellText(value);
  return (
    <>
      {text}
      {caption === null ? (
        <span className={classes.missing} aria-hidden />
      ) : (
        // biome-ignore lint/a11y/useAnchorContent: the cell's description says it, see above.
        <a
          className={classes.reference}
          href={href}
          tabIndex={-1}
          draggable={false}
          aria-hidden
          data-caption={caption === undefined ? '' : caption === text ? '→' : caption}
          title={caption}
          onClick={onFollow}
        />
      )}
    </>
  );
}
