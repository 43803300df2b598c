import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ScanProgress } from '../../../shared/contract/redis.ts';
import type { AppError } from '../../../shared/domain/app-error.ts';
import { toAppError, useApi, useClient } from '../../host/index.ts';
import { notify } from '../../ui/index.ts';
import type { DatabaseRef } from './keys-view.ts';

export interface Scan {
  /** Not known before the host has answered. */
  readonly progress: ScanProgress | undefined;
  readonly failure: AppError | null;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Sweeps again from the beginning. */
  readonly again: () => void;
  /** Subscribes again after the subscription itself failed. */
  readonly retry: () => void;
}

/** The sweep of a database, live. Being watched begins it. */
export function useScan(database: DatabaseRef): Scan {
  const api = useApi();
  const client = useClient();
  const queryClient = useQueryClient();
  // Subscribed again whenever the screen comes back: what was read before may be old.
  const query = useQuery(api.redis.watch.experimental_liveOptions({ input: database, staleTime: 0, gcTime: 60_000 }));
  const report = (error: unknown) => notify({ kind: 'error', message: toAppError(error).message });
  const completed = query.data?.state === 'complete' ? query.data.generation : null;
  useEffect(() => {
    // The sidebar shows what the sweep has found out.
    if (completed !== null) void queryClient.invalidateQueries({ queryKey: api.redis.list.key() });
  }, [queryClient, api, completed]);
  return {
    progress: query.data,
    failure: query.isError ? toAppError(query.error) : null,
    pause: () => void client.redis.cancel(database).catch(report),
    resume: () => void client.redis.start({ ...database, resume: true }).catch(report),
    again: () => void client.redis.start(database).catch(report),
    retry: () => void query.refetch(),
  };
}
