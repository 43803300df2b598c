import { type ComponentPropsWithRef, type ReactNode, useEffect, useRef } from 'react';
import classes from './scaled-rows.module.css';
import { useScaledRows } from './use-scaled-rows.ts';

export interface RowListProps extends Omit<ComponentPropsWithRef<'div'>, 'children'> {
  rowCount: number;
  rowHeight: number;
  /** As high as its rows, up to what the class allows. Default: as high as its place. */
  fitsRows?: boolean | undefined;
  /** Called with the rows in sight whenever they are others; stable between renders. */
  onShow?: ((first: number, last: number) => void) | undefined;
  /** Draws one row; it is placed and sized by the list. */
  row: (index: number) => ReactNode;
}

/** Padding, frame and a scrollbar, in CSS px. */
const besideRows = 26;

/** A long list of equal rows: lines of a text, rows of bytes. Scrolls by itself in the place it is given. */
export function RowList({ rowCount, rowHeight, fitsRows = false, onShow, row, className, ...rest }: RowListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const view = useScaledRows(scroller, rowCount, rowHeight);
  const { first, last } = view;
  useEffect(() => {
    if (last >= first) onShow?.(first, last);
  }, [onShow, first, last]);
  const rows: ReactNode[] = [];
  for (let index = first; index <= last; index++) {
    rows.push(
      <div key={index} className={classes.row} style={{ top: index * rowHeight - view.offset, height: rowHeight }}>
        {row(index)}
      </div>,
    );
  }
  return (
    <div
      {...rest}
      ref={scroller}
      className={[classes.scroller, className].filter(Boolean).join(' ')}
      style={fitsRows ? { height: rowCount * rowHeight + besideRows } : undefined}
      onScroll={view.onScroll}
    >
      <div className={classes.content} style={{ height: view.scale.contentHeight }}>
        <div className={classes.viewport} style={{ height: view.viewportHeight }}>
          {rows}
        </div>
      </div>
    </div>
  );
}
