import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import classes from './resize-handle.module.css';

export interface ResizeHandleProps {
  label: string;
  /** The edge of the panel it lies on. */
  side: 'left' | 'right';
  width: number;
  min: number;
  max: number;
  initial: number;
  onChange: (width: number) => void;
}

/** The movable edge of a panel. Dragging or arrow keys resize; a double click gives the first width back. */
export function ResizeHandle({ label, side, width, min, max, initial, onChange }: ResizeHandleProps) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const [isDragging, setIsDragging] = useState(false);
  const direction = side === 'right' ? 1 : -1;

  function set(next: number): void {
    onChange(Math.round(Math.max(min, Math.min(max, next))));
  }

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width };
    setIsDragging(true);
  }

  function onPointerMove(event: PointerEvent<HTMLElement>): void {
    if (start.current) set(start.current.width + direction * (event.clientX - start.current.x));
  }

  function onPointerEnd(): void {
    start.current = null;
    setIsDragging(false);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.shiftKey ? 64 : 16;
    const change = { ArrowLeft: -step, ArrowRight: step }[event.key];
    if (change === undefined) return;
    event.preventDefault();
    set(width + direction * change);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule that can be moved is the ARIA window splitter; hr can't be focused.
    <div
      className={classes.handle}
      role="separator"
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      data-side={side}
      data-dragging={isDragging || undefined}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerEnd}
      onPointerCancel={onPointerEnd}
      onKeyDown={onKeyDown}
      onDoubleClick={() => set(initial)}
    />
  );
}
