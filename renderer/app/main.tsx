import './schemas-without-eval.ts';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { rpcPath } from '../../shared/transport/protocol.ts';
import {
  connectWebSocket,
  createQueryClient,
  createReconnectingTransport,
  hasToken,
  takeToken,
} from '../host/index.ts';
import { App } from './app.tsx';
import { takeNonce } from './nonce.ts';
import { readPageTheme } from './page-theme.ts';
import { NoTokenPage } from './pages/no-token-page.tsx';

// Before anything reads the address: the token must not stay in it.
const token = takeToken(window);
// A new address pasted into a tab that shows an old one changes only the fragment.
window.addEventListener('hashchange', () => {
  if (hasToken(window.location)) window.location.reload();
});
const nonce = takeNonce();
const theme = readPageTheme();

// The first text must not be drawn in another face first; the files arrive while the connection is made.
for (const face of ['Inter Variable', 'JetBrains Mono Variable']) void document.fonts.load(`13px "${face}"`);

const element = document.getElementById('root');
if (!element) throw new Error('index.html has no #root');
const root = createRoot(element);

if (token === null) {
  root.render(
    <StrictMode>
      <NoTokenPage nonce={nonce} theme={theme} reason="missing" />
    </StrictMode>,
  );
} else {
  const address = `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}${rpcPath}`;
  const transport = createReconnectingTransport(() => connectWebSocket(address, token));
  root.render(
    <StrictMode>
      <App transport={transport} queryClient={createQueryClient()} nonce={nonce} theme={theme} />
    </StrictMode>,
  );
}
