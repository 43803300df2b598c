import type { ClientContext, ClientLink } from '@orpc/client';

/** Where the connection to the host stands. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  /** The host did not answer, or went away; `attempt` counts from 1 since it was there last. */
  | { readonly kind: 'reconnecting'; readonly attempt: number }
  /** The host does not know the token. Final. */
  | { readonly kind: 'refused' }
  /** The host belongs to another build than this window. Final: the page must be loaded again. */
  | { readonly kind: 'outdated' };

/** The one seam between the window and its host: a WebSocket in the browser, a MessagePort in Electron. */
export interface Transport {
  readonly link: ClientLink<ClientContext>;
  state(): ConnectionState;
  subscribe(listener: () => void): () => void;
  /** Tries at once instead of at the end of the pause. */
  retryNow(): void;
  close(): void;
}

/** Only a lost connection is worth another attempt. */
export type CloseReason = 'lost' | 'refused' | 'outdated';

/** One connection, alive until `closed` settles. */
export interface Connection {
  readonly link: ClientLink<ClientContext>;
  /** Resolves when calls can be made; never rejects. */
  readonly opened: Promise<void>;
  readonly closed: Promise<CloseReason>;
  close(): void;
}
