import { useEffect, useRef, useState } from 'react';

/** A search starts this long after the last key. */
const pauseMs = 220;

/** Text of the search box; the applied search follows when typing pauses. */
export function useSearchText(
  applied: string,
  apply: (text: string) => void,
): readonly [string, (text: string) => void] {
  const [text, setText] = useState(applied);
  const [lastApplied, setLastApplied] = useState(applied);
  const timer = useRef<number | undefined>(undefined);
  const latest = useRef(apply);
  useEffect(() => {
    latest.current = apply;
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);
  // The address changed by itself: back, forward, all rows shown again.
  if (applied !== lastApplied) {
    setLastApplied(applied);
    if (applied.trim() !== text.trim()) setText(applied);
  }

  function change(next: string): void {
    setText(next);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => latest.current(next.trim()), next === '' ? 0 : pauseMs);
  }
  return [text, change];
}
