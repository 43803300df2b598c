import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { useTabMemory } from '../../ui/index.ts';
import classes from './keys-screen.module.css';

const initialWidth = 360;
const narrowest = 200;
/** The other side keeps so much. */
const keptForOther = 320;
const stepByKey = 24;

/** Two panes side by side with an edge between them that can be dragged, or moved with the arrow keys. */
export function SplitPanes({ label, left, right }: { label: string; left: ReactNode; right: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const memory = useTabMemory<number>('split:width');
  const [width, setWidth] = useState(memory.initial ?? initialWidth);

  function resize(wanted: number): void {
    const room = frame.current?.clientWidth ?? Number.POSITIVE_INFINITY;
    const next = Math.round(Math.max(narrowest, Math.min(wanted, room - keptForOther)));
    setWidth(next);
    memory.save(next);
  }

  function onPointerMove(event: PointerEvent<HTMLElement>): void {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    resize(event.clientX - (frame.current?.getBoundingClientRect().left ?? 0));
  }

  function onKeyDown(event: KeyboardEvent): void {
    const by = { ArrowLeft: -stepByKey, ArrowRight: stepByKey }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    resize(width + by);
  }

  return (
    <div ref={frame} className={classes.split}>
      <div className={classes.left} style={{ width }}>
        {left}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule of a text can't be moved. */}
      <div
        role="separator"
        aria-label={label}
        aria-orientation="vertical"
        aria-valuenow={width}
        aria-valuemin={narrowest}
        tabIndex={0}
        className={classes.edge}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onDoubleClick={() => resize(initialWidth)}
        onKeyDown={onKeyDown}
      />
      {right}
    </div>
  );
}
