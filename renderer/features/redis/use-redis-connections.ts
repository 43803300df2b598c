import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { RedisConnection } from '../../../shared/contract/redis.ts';
import { useApi, useProject } from '../../host/index.ts';

const none: readonly RedisConnection[] = [];

/** The project's Redis connections with the databases that hold keys; asked again when the host says that they changed. */
export function useRedisConnections(): readonly RedisConnection[] {
  const api = useApi();
  const queryClient = useQueryClient();
  const { id: project, redis } = useProject();
  const { data } = useQuery(api.redis.list.queryOptions({ input: { project }, enabled: redis.length > 0 }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new description of the parts is the news.
  useEffect(() => {
    void queryClient.invalidateQueries({ queryKey: api.redis.list.key() });
  }, [queryClient, api, redis]);
  return data ?? none;
}
