import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ModelSummary } from '../../../shared/domain/catalog.ts';
import { cellText } from '../../../shared/domain/cell.ts';
import { encodeRowKey } from '../../../shared/domain/row-key.ts';
import { modelPath, storageName, useApi, useProject } from '../../host/index.ts';
import type { PaletteGroup } from '../../ui/index.ts';
import { kindWords, modelIcon } from './model-icon.ts';
import { bestModels, type RankedModel, rankedModel } from './rank-models.ts';

const modelLimit = 8;
const rowLimit = 8;

/** Models by name, and rows by their key or the beginning of their caption. */
export function useModelPalette(text: string): PaletteGroup[] {
  const api = useApi();
  const { id: project, storages } = useProject();
  const wanted = text.trim();
  const ready = storages.filter(({ state }) => state.kind === 'ready');
  const lists = useQueries({
    queries: ready.map(({ id }) => api.models.list.queryOptions({ input: { project, storage: id } })),
    combine: combineLists,
  });
  const names = ready.map(({ id }) => id).join('\n');
  const all = useMemo<readonly RankedModel[]>(
    () => names.split('\n').flatMap((id, index) => (lists.models[index] ?? []).map((model) => rankedModel(id, model))),
    [lists.models, names],
  );
  const found = useMemo(() => bestModels(all, wanted, modelLimit), [all, wanted]);
  const rows = useQuery(
    api.rows.list.queryOptions({
      input: { project, text: wanted, limit: rowLimit },
      enabled: wanted !== '',
      staleTime: 10_000,
    }),
  );
  const modelOf = (storage: string, id: string) =>
    all.find((one) => one.storage === storage && one.model.id === id)?.model;

  return [
    {
      title: 'Models',
      isLoading: lists.isLoading,
      items: found.map(({ storage, model }) => ({
        id: `${storage}/${model.id}`,
        label: model.caption,
        detail: [storages.length > 1 ? storageName(storages, storage) : '', model.schema ?? '', kindWords[model.kind]]
          .filter(Boolean)
          .join(' · '),
        icon: modelIcon(model),
        action: { kind: 'open', path: modelPath({ project, storage, model: model.id }) },
      })),
    },
    {
      title: 'Rows',
      isLoading: rows.isFetching,
      items: (wanted === '' ? [] : (rows.data ?? [])).map((row) => {
        const model = modelOf(row.storage, row.model);
        const key = encodeRowKey(row.key);
        return {
          id: `${row.storage}/${row.model}/${key}`,
          label: row.caption,
          detail: `${model?.caption ?? row.model} ${row.key.map(cellText).join(', ')}`,
          icon: modelIcon(model ?? { id: row.model, kind: 'table' }),
          action: {
            kind: 'open',
            path: modelPath({ project, storage: row.storage, model: row.model }, { row: key }),
          },
        };
      }),
    },
  ];
}

interface Lists {
  readonly models: readonly (readonly ModelSummary[] | undefined)[];
  readonly isLoading: boolean;
}

function combineLists(results: readonly { data?: readonly ModelSummary[] | undefined; isLoading: boolean }[]): Lists {
  return { models: results.map(({ data }) => data), isLoading: results.some(({ isLoading }) => isLoading) };
}
