import { type RefObject, useEffect, useRef, useState } from 'react';

/** Typing is answered this long after the last key. */
const pauseMs = 160;

/**
 * Text of a search box that is ahead of the applied search by what is being typed.
 * @returns the text, how to set it, and a ref for the box
 */
export function useSearchText(
  applied: string,
  apply: (text: string) => void,
): [string, (text: string) => void, RefObject<HTMLInputElement | null>] {
  const [typed, setTyped] = useState<{ text: string; over: string } | null>(null);
  const box = useRef<HTMLInputElement>(null);
  const latest = useRef(apply);
  useEffect(() => {
    latest.current = apply;
  });
  // What was typed counts until it is applied, or until the address changes by itself: back, forward, a link.
  const isAhead = typed !== null && typed.over === applied && typed.text !== applied;
  useEffect(() => {
    if (!isAhead) return;
    const timer = window.setTimeout(() => latest.current(typed.text), typed.text === '' ? 0 : pauseMs);
    return () => window.clearTimeout(timer);
  }, [isAhead, typed]);
  return [isAhead ? typed.text : applied, (text) => setTyped({ text, over: applied }), box];
}
