import { type ComponentPropsWithRef, type ReactNode, useRef } from 'react';
import classes from './scaled-rows.module.css';
import { useScaledRows } from './use-scaled-rows.ts';

export interface RowListProps extends Omit<ComponentPropsWithRef<'div'>, 'children'> {
  rowCount: number;
  rowHeight: number;
  /** Draws one row; it is placed and sized by the list. */
  row: (index: number) => ReactNode;
}

/** A long list of equal rows: lines of a text, rows of bytes. Scrolls by itself in the place it is given. */
export function RowList({ rowCount, rowHeight, row, className, ...rest }: RowListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const view = useScaledRows(scroller, rowCount, rowHeight);
  const rows: ReactNode[] = [];
  for (let index = view.first; index <= view.last; index++) {
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
