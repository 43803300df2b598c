import type { ThemeSetting } from '../ui/index.ts';

/** The theme setting the host wrote into the page, so that the first paint has it. */
export function readPageTheme(): ThemeSetting {
  const theme = document.documentElement.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}
