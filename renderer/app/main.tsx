import './schemas-without-eval.ts';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { rpcPath } from '../../shared/transport/protocol.ts';
import {
  type Connection,
  connectWebSocket,
  createQueryClient,
  createReconnectingTransport,
  desktopBridge,
  hasToken,
  messagePortConnector,
  takeToken,
} from '../host/index.ts';
import { App } from './app.tsx';
import { takeNonce } from './nonce.ts';
import { readPageTheme } from './page-theme.ts';
import { NoTokenPage } from './pages/no-token-page.tsx';

// Before anything reads the address: the token must not stay in it. The desktop window has none.
const connect = desktopBridge ? messagePortConnector(desktopBridge, window) : connectWithToken();
const nonce = takeNonce();
const theme = readPageTheme();

// The first text must not be drawn in another face first; the files arrive while the connection is made.
for (const face of ['Inter Variable', 'JetBrains Mono Variable']) void document.fonts.load(`13px "${face}"`);

const element = document.getElementById('root');
if (!element) throw new Error('index.html has no #root');
const root = createRoot(element);

if (connect === null) {
  root.render(
    <StrictMode>
      <NoTokenPage nonce={nonce} theme={theme} reason="missing" />
    </StrictMode>,
  );
} else {
  const transport = createReconnectingTransport(connect);
  root.render(
    <StrictMode>
      <App transport={transport} queryClient={createQueryClient()} nonce={nonce} theme={theme} />
    </StrictMode>,
  );
}

/** @returns how a browser connects; `null` when this tab never got a token */
function connectWithToken(): (() => Connection) | null {
  const token = takeToken(window);
  // A new address pasted into a tab that shows an old one changes only the fragment.
  window.addEventListener('hashchange', () => {
    if (hasToken(window.location)) window.location.reload();
  });
  if (token === null) return null;
  const address = `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}${rpcPath}`;
  return () => connectWebSocket(address, token);
}
