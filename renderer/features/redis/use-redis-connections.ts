import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { RedisConnection } from '../../../shared/contract/redis.ts';
import { useApi, useProject } from '../../host/index.ts';

const none: readonly RedisConnection[] = [];

/** The project's Redis connections with the databases that hold keys; asked again when a connection comes or goes. */
export function useRedisConnections(): readonly RedisConnection[] {
  const api = useApi();
  const { id: project, redis } = useProject();
  const options = api.redis.list.queryOptions({ input: { project }, enabled: redis.length > 0 });
  const states = redis.map(({ id, state }) => `${id}:${state.kind}`).join(' ');
  const { data } = useQuery({
    ...options,
    queryKey: [...options.queryKey, states],
    placeholderData: keepPreviousData,
  });
  return data ?? none;
}
