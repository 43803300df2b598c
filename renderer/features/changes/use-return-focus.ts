import { type RefObject, useLayoutEffect, useRef } from 'react';

/** Dialogs hold the focus until they have faded out. */
const lookEveryMs = 40;
const looks = 40;

/** Once nothing has the focus any more, the rows of the screen take it, or what else the screen is about. */
export function focusScreen(): void {
  let left = looks;
  const timer = setInterval(() => {
    const active = document.activeElement;
    const isInDialog = active?.closest('[aria-modal="true"]') != null;
    left -= 1;
    if (left > 0 && isInDialog) return;
    clearInterval(timer);
    if (active !== document.body) return;
    const roles = ['grid', 'listbox', 'tree'].map((role) => `main [role="${role}"][tabindex="0"]`);
    const screen = [...roles, 'main [data-entry]'].join();
    document.querySelector<HTMLElement>(screen)?.focus({ preventScroll: true });
  }, lookEveryMs);
}

/** For a bar that comes and goes: when it goes with the focus in it, the screen takes the focus. */
export function useReturnFocus<E extends HTMLElement>(): RefObject<E | null> {
  const element = useRef<E>(null);
  useLayoutEffect(() => {
    const bar = element.current;
    return () => {
      if (bar?.contains(document.activeElement)) focusScreen();
    };
  }, []);
  return element;
}
