import type { QueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import {
  desktopBridge,
  forgetToken,
  HostProvider,
  SessionGate,
  type Transport,
  useConnection,
  useKnownSettings,
} from '../host/index.ts';
import { ShortcutProvider, type ThemeSetting, UiProvider } from '../ui/index.ts';
import { DesktopMenu } from './desktop/desktop-menu.tsx';
import { ConnectingPage } from './pages/connecting-page.tsx';
import { NoTokenPage } from './pages/no-token-page.tsx';
import { OutdatedPage } from './pages/outdated-page.tsx';
import { createAppRouter } from './routes.tsx';

export interface AppProps {
  transport: Transport;
  queryClient: QueryClient;
  nonce: string;
  /** The setting the page came with; the host's answer takes over. */
  theme: ThemeSetting;
}

export function App({ transport, queryClient, nonce, theme }: AppProps) {
  return (
    <HostProvider transport={transport} queryClient={queryClient}>
      <ConnectedApp nonce={nonce} theme={theme} />
    </HostProvider>
  );
}

function ConnectedApp({ nonce, theme }: { nonce: string; theme: ThemeSetting }) {
  const [router] = useState(createAppRouter);
  const { kind } = useConnection();
  const setting = useKnownSettings()?.theme ?? theme;

  useEffect(() => {
    if (kind === 'refused') forgetToken(window.sessionStorage);
  }, [kind]);

  if (kind === 'refused') return <NoTokenPage nonce={nonce} theme={setting} reason="refused" />;
  return (
    <UiProvider setting={setting} nonce={nonce}>
      {kind === 'outdated' ? (
        <OutdatedPage isDesktop={desktopBridge !== null} />
      ) : (
        <ShortcutProvider>
          {desktopBridge && <DesktopMenu bridge={desktopBridge} router={router} />}
          <SessionGate waiting={<ConnectingPage />}>
            <RouterProvider router={router} />
          </SessionGate>
        </ShortcutProvider>
      )}
    </UiProvider>
  );
}
