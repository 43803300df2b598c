import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Count, ModelSummary } from '../../../shared/domain/catalog.ts';
import { useApi, useProject } from '../../host/index.ts';

/** Models that are counted in one call. */
const chunkSize = 40;
/** Models there was no time for are tried again after this long. */
const againMs = 3000;

/** `≥ 0` says nothing. */
function isKnown(count: Count | null): count is Count {
  return count !== null && !(count.kind === 'atLeast' && count.value === 0);
}

/** Row counts of the models in sight, as they come; `null` while one is not known. */
export function useModelCounts(
  storage: string,
  models: readonly ModelSummary[],
  from: number,
  to: number,
): (model: string) => Count | null {
  const api = useApi();
  const { id: project } = useProject();
  const chunks = useMemo(() => {
    const first = Math.floor(from / chunkSize);
    const last = Math.ceil(to / chunkSize);
    return Array.from({ length: Math.max(0, last - first) }, (_, index) =>
      models
        .slice((first + index) * chunkSize, (first + index + 1) * chunkSize)
        // Counting one that may not be read fails, and with it the whole call.
        .flatMap(({ id, unreadable }) => (unreadable ? [] : [id])),
    );
  }, [models, from, to]);
  const results = useQueries({
    queries: chunks.map((ids) =>
      api.models.count.queryOptions({
        input: { project, storage, models: ids, budgetMs: 1500 },
        enabled: ids.length > 0,
        refetchInterval: ({ state }) => (state.data?.every(isKnown) === false ? againMs : false),
      }),
    ),
  });
  return (model) => {
    for (const [index, ids] of chunks.entries()) {
      const at = ids.indexOf(model);
      const count = results[index]?.data?.[at] ?? null;
      if (at !== -1) return isKnown(count) ? count : null;
    }
    return null;
  };
}
