import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { z } from 'zod';
import { keyNameSchema } from '../../../shared/contract/redis.ts';
import { useProject } from '../../host/index.ts';

/** What of a keyspace stands in the address. Anything unreadable in it is as if it were not there. */
export const keysSearchSchema = z.object({
  /** The selected key, base64url; the empty text is the key with the empty name. */
  key: keyNameSchema.optional().catch(undefined),
  /** Part of a key's name. */
  search: z.string().max(500).optional().catch(undefined),
});
export type KeysSearch = z.infer<typeof keysSearchSchema>;

const paramsSchema = z.object({ connection: z.string(), db: z.coerce.number().int().min(0).max(65_535) });

/** Names a database in every call. */
export interface DatabaseRef {
  readonly project: string;
  readonly connection: string;
  readonly db: number;
}

export interface KeysView {
  /** `null` when the address names no database. */
  readonly database: DatabaseRef | null;
  readonly search: KeysSearch;
  /** Changes the address in place; `undefined` removes a part of it. */
  readonly change: (part: { [Name in keyof KeysSearch]?: KeysSearch[Name] | undefined }) => void;
}

export function useKeysView(): KeysView {
  const params = useParams({ strict: false });
  const raw = useSearch({ strict: false });
  const navigate = useNavigate();
  const { id: project } = useProject();
  const search = useMemo(() => keysSearchSchema.parse(raw), [raw]);
  const database = useMemo(() => {
    const parsed = paramsSchema.safeParse(params);
    return parsed.success ? { project, ...parsed.data } : null;
  }, [params, project]);
  const change = useCallback<KeysView['change']>(
    (part) => void navigate({ to: '.', search: { ...search, ...part }, replace: true }),
    [navigate, search],
  );
  return { database, search, change };
}
