import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { z } from 'zod';
import { conditionSchema } from './condition.ts';

export const detailTabs = ['fields', 'related', 'files'] as const;
export type DetailTab = (typeof detailTabs)[number];

/** What of a model's screen stands in the address. Anything unreadable in it is as if it were not there. */
export const modelSearchSchema = z.object({
  where: z.array(conditionSchema).max(100).optional().catch(undefined),
  sort: z
    .array(z.tuple([z.string(), z.enum(['asc', 'desc'])]))
    .max(16)
    .optional()
    .catch(undefined),
  search: z.string().max(1000).optional().catch(undefined),
  /** Fields that are neither shown nor read. */
  hidden: z.array(z.string()).max(2000).optional().catch(undefined),
  /** The selected row, as made by `encodeRowKey`, and the field of the active cell. */
  row: z.string().optional().catch(undefined),
  column: z.string().optional().catch(undefined),
  tab: z.enum(detailTabs).optional().catch(undefined),
});
export type ModelSearch = z.infer<typeof modelSearchSchema>;

const paramsSchema = z.object({ storage: z.string(), model: z.string() });

/** A change of the address: `undefined` takes a part out of it. */
export type SearchChange = { readonly [Key in keyof ModelSearch]?: ModelSearch[Key] | undefined };

export interface ModelView {
  readonly storage: string;
  readonly model: string;
  readonly search: ModelSearch;
  /** Changes the view's address. `isStep` true: going back leads to the view before. */
  readonly change: (part: SearchChange, options?: { readonly isStep?: boolean }) => void;
}

export function useModelView(): ModelView {
  const params = useParams({ strict: false });
  const raw = useSearch({ strict: false });
  const navigate = useNavigate();
  const search = useMemo(() => modelSearchSchema.parse(raw), [raw]);
  const { storage, model } = useMemo(() => paramsSchema.parse(params), [params]);
  const latest = useRef(search);
  useEffect(() => {
    latest.current = search;
  }, [search]);
  const change = useCallback<ModelView['change']>(
    (part, options = {}) => {
      const next = Object.fromEntries(
        Object.entries({ ...latest.current, ...part }).filter(([, value]) => value !== undefined && value !== ''),
      );
      // Two changes in one moment must not undo each other.
      latest.current = modelSearchSchema.parse(next);
      void navigate({ to: '.', search: next, replace: options.isStep !== true });
    },
    [navigate],
  );
  return { storage, model, search, change };
}
