import { useSyncExternalStore } from 'react';

/**
 * Browsers compose text (Japanese, Chinese, Korean; dead keys) only where text can be typed, so a grid that has the focus
 * itself would lose the first letters. People who compose get a text field that has the focus in its place; everybody
 * else keeps the plain grid, which screen readers know best.
 */
let isUsed = typeof navigator !== 'undefined' && navigator.languages.some((tag) => /^(ja|zh|ko|vi|th)\b/.test(tag));
const listeners = new Set<() => void>();

/** Somebody composes: from now on every grid is ready for it. */
export function noteComposition(): void {
  if (isUsed) return;
  isUsed = true;
  for (const listener of listeners) listener();
}

if (typeof window !== 'undefined') window.addEventListener('compositionstart', noteComposition, true);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useComposesText(): boolean {
  return useSyncExternalStore(subscribe, () => isUsed);
}
