import { QueryClient } from '@tanstack/react-query';
import { ConnectionLost } from './connection-lost.ts';

/** Keys hold row keys, and those hold bigints, which JSON has no word for. Object keys are sorted as TanStack does. */
export function hashQueryKey(key: unknown): string {
  return JSON.stringify(key, (_, value: unknown) => {
    if (typeof value === 'bigint') return `bigint:${value}`;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

/** Data stays until `Refresh`: a desktop tool does not read everything again because its window got the focus. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        queryKeyHashFn: hashQueryKey,
        // The host is on this machine: what the browser thinks of the network means nothing.
        networkMode: 'always',
        staleTime: 60_000,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // A lost read is made again; the transport holds it until there is a connection.
        retry: (_, error) => error instanceof ConnectionLost,
        retryDelay: 50,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
