import { useQueries } from '@tanstack/react-query';
import { keysPath, useApi, useProject } from '../../host/index.ts';
import { formatCount, type PaletteGroup, type PaletteItem } from '../../ui/index.ts';
import { useRedisConnections } from './use-redis-connections.ts';

const itemLimit = 8;

/** Databases by name, and keys that contain the text, as far as the keyspaces are known. */
export function useKeyPalette(text: string): PaletteGroup[] {
  const api = useApi();
  const { id: project, redis } = useProject();
  const connections = useRedisConnections();
  const wanted = text.trim();
  const databases = connections.flatMap(({ id: connection, databases: list }) =>
    list.map(({ db, keys }) => ({
      connection,
      db,
      keys,
      name: redis.length > 1 ? `${connection} db${db}` : `db${db}`,
    })),
  );
  const searched = wanted.length >= 2 ? databases.filter(({ keys }) => keys > 0) : [];
  const found = useQueries({
    queries: searched.map(({ connection, db }) =>
      api.redis.keys.page.queryOptions({
        input: { project, connection, db, match: wanted, offset: 0, limit: itemLimit },
        // The keyspace may still be growing.
        staleTime: 2000,
      }),
    ),
  });
  const keys = found.flatMap(({ data }, index): PaletteItem[] => {
    const database = searched[index];
    if (!database || !data) return [];
    const { connection, db, name } = database;
    return data.nodes.map(({ path, label }) => ({
      id: `${connection}/${db}/${path}`,
      label: label === '' ? '(empty name)' : label,
      detail: name,
      icon: 'key',
      isMono: true,
      action: { kind: 'open', path: keysPath({ project, connection, db }, { key: path }) },
    }));
  });
  const rooms = databases
    .filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()))
    .map(
      ({ connection, db, name, keys: count }): PaletteItem => ({
        id: `${connection}/${db}`,
        label: name,
        detail: `${formatCount(count)} keys`,
        icon: 'key',
        action: { kind: 'open', path: keysPath({ project, connection, db }) },
      }),
    );
  return [
    { title: 'Redis', items: rooms.slice(0, itemLimit), isLoading: false },
    { title: 'Keys', items: keys.slice(0, itemLimit), isLoading: found.some(({ isLoading }) => isLoading) },
  ];
}
