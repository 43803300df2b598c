import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query';
import { type QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { Contract } from '../../shared/contract/index.ts';
import type { Session } from '../../shared/contract/settings.ts';
import type { ConnectionState, Transport } from './transport.ts';

export type HostClient = ContractRouterClient<Contract>;
export type HostApi = RouterUtils<HostClient>;

interface Host {
  readonly transport: Transport;
  readonly client: HostClient;
  readonly api: HostApi;
}

const HostContext = createContext<Host | null>(null);
const SessionContext = createContext<Session | null>(null);

function useHost(): Host {
  const host = useContext(HostContext);
  if (!host) throw new Error('This hook needs a HostProvider');
  return host;
}

/** Query and mutation options for every call: `useQuery(useApi().models.list.queryOptions({ input }))`. */
export function useApi(): HostApi {
  return useHost().api;
}

/** The calls themselves, for what is neither a query nor a mutation. */
export function useClient(): HostClient {
  return useHost().client;
}

export function useConnection(): ConnectionState {
  const { transport } = useHost();
  return useSyncExternalStore(transport.subscribe, transport.state);
}

export function useRetryConnection(): () => void {
  return useHost().transport.retryNow;
}

/** What the host told about this session when it connected. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession needs a SessionGate');
  return session;
}

/** `/b/<capability>`: starts every address of `shared/domain/byte-address.ts`. */
export function useBytesPrefix(): string {
  return useSession().bytes;
}

export interface HostProviderProps {
  transport: Transport;
  queryClient: QueryClient;
  children: ReactNode;
}

/** Gives the calls of the host to everything inside, over whatever transport this form of Storeroom has. */
export function HostProvider({ transport, queryClient, children }: HostProviderProps) {
  const host = useMemo<Host>(() => {
    const client: HostClient = createORPCClient(transport.link);
    return { transport, client, api: createTanstackQueryUtils(client) };
  }, [transport]);
  return (
    <HostContext value={host}>
      <QueryClientProvider client={queryClient}>
        <RefreshAfterReconnect queryClient={queryClient} />
        {children}
      </QueryClientProvider>
    </HostContext>
  );
}

/** What was read before the connection was lost may be old: it stays on the screen and is read again. */
function RefreshAfterReconnect({ queryClient }: { queryClient: QueryClient }) {
  const { kind } = useConnection();
  const wasLost = useRef(false);
  useEffect(() => {
    if (kind === 'reconnecting') wasLost.current = true;
    if (kind !== 'connected' || !wasLost.current) return;
    wasLost.current = false;
    // Watches that are running were started on the new connection already.
    void queryClient.invalidateQueries({ predicate: (query) => query.state.fetchStatus === 'idle' });
  }, [kind, queryClient]);
  return null;
}

/** Shows its children once the host has told about the session; `waiting` until then. */
export function SessionGate({ waiting, children }: { waiting: ReactNode; children: ReactNode }) {
  const api = useApi();
  const { data } = useQuery(api.settings.session.get.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  return data ? <SessionContext value={data}>{children}</SessionContext> : waiting;
}
