import { keysPath, useProject } from '../../host/index.ts';
import { formatCount, NavItem, NavNote, NavSection } from '../../ui/index.ts';
import { useRedisConnections } from './use-redis-connections.ts';

/** The sidebar section of the Redis databases. Not there in a project without Redis. */
export function RedisNav() {
  const { id: project, redis } = useProject();
  const connections = useRedisConnections();
  if (redis.length === 0) return null;
  return (
    <NavSection title="Redis">
      {redis.map(({ id: connection, address, state }) => {
        const databases = connections.find(({ id }) => id === connection)?.databases ?? [{ db: 0, keys: 0 }];
        const isReady = state.kind === 'ready';
        return (
          <div key={connection}>
            {databases.map(({ db, keys }) => (
              <NavItem
                key={db}
                to={keysPath({ project, connection, db })}
                icon="key"
                label={redis.length > 1 ? `${connection} db${db}` : `db${db}`}
                detail={isReady ? formatCount(keys) : undefined}
                title={isReady ? `${state.version} · ${address}` : state.message || undefined}
              />
            ))}
            {state.kind === 'failed' && <NavNote>{state.message}</NavNote>}
          </div>
        );
      })}
    </NavSection>
  );
}
