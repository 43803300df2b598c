import { useEffect, useLayoutEffect, useRef } from 'react';
import { matchesShortcut } from '../../ui/index.ts';

/** In an open dialog the window's shortcuts rest; the key for saving works all the same. `null`: there is nothing to save now. */
export function useSaveKey(save: (() => void) | null): void {
  const latest = useRef(save);
  useLayoutEffect(() => {
    latest.current = save;
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (!matchesShortcut('mod+S', event)) return;
      // The browser would save the page.
      event.preventDefault();
      latest.current?.();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
