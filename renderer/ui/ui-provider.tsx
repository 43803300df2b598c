import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/inter/wght-italic.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './tokens.css';
import './mantine.css';
import './base.css';

import { MantineProvider, Tooltip } from '@mantine/core';
import { type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { ContextMenuProvider } from './context-menu.tsx';
import { Notices } from './notices.tsx';
import { theme } from './theme.ts';

export type ThemeSetting = 'system' | 'light' | 'dark';

function systemDark(): MediaQueryList {
  return window.matchMedia('(prefers-color-scheme: dark)');
}

function subscribeToSystem(listener: () => void): () => void {
  const list = systemDark();
  list.addEventListener('change', listener);
  return () => list.removeEventListener('change', listener);
}

/** The theme that is shown: the system's when the setting says so. */
export function useShownTheme(setting: ThemeSetting): 'light' | 'dark' {
  const isSystemDark = useSyncExternalStore(subscribeToSystem, () => systemDark().matches);
  return setting === 'system' ? (isSystemDark ? 'dark' : 'light') : setting;
}

/** Everything the components of this folder need around them: theme, tooltips, context menu, notifications. */
export function UiProvider({
  setting,
  nonce,
  children,
}: {
  setting: ThemeSetting;
  nonce: string;
  children: ReactNode;
}) {
  const shown = useShownTheme(setting);
  useEffect(() => {
    if (setting === 'system') document.documentElement.removeAttribute('data-theme');
    else document.documentElement.setAttribute('data-theme', setting);
  }, [setting]);
  return (
    <MantineProvider theme={theme} forceColorScheme={shown} getStyleNonce={() => nonce} withGlobalClasses={false}>
      <Tooltip.Group openDelay={450} closeDelay={80}>
        <ContextMenuProvider>{children}</ContextMenuProvider>
      </Tooltip.Group>
      <Notices />
    </MantineProvider>
  );
}
