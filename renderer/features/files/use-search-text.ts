import { type RefObject, useEffect, useRef, useState } from 'react';

/** Typing is answered this long after the last key. */
const pauseMs = 180;

/**
 * Text of a search box that is ahead of the applied search by what is being typed.
 * @returns the text, how to set it, and a ref for the box
 */
export function useSearchText(
  applied: string,
  apply: (text: string) => void,
): [string, (text: string) => void, RefObject<HTMLInputElement | null>] {
  const [text, setText] = useState(applied);
  const [lastApplied, setLastApplied] = useState(applied);
  const timer = useRef<number | null>(null);
  const latest = useRef(apply);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    latest.current = apply;
  });
  // The address changed by itself: back, forward, a link.
  if (applied !== lastApplied) {
    setLastApplied(applied);
    setText(applied);
  }
  useEffect(() => () => window.clearTimeout(timer.current ?? undefined), []);

  function change(next: string): void {
    setText(next);
    window.clearTimeout(timer.current ?? undefined);
    timer.current = window.setTimeout(() => latest.current(next), next === '' ? 0 : pauseMs);
  }
  return [text, change, box];
}
