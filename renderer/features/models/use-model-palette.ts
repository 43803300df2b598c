import { useQueries, useQuery } from '@tanstack/react-query';
import type { ModelSummary } from '../../../shared/domain/catalog.ts';
import { cellText } from '../../../shared/domain/cell.ts';
import { encodeRowKey } from '../../../shared/domain/row-key.ts';
import { modelPath, useApi, useProject } from '../../host/index.ts';
import type { PaletteGroup } from '../../ui/index.ts';
import { modelIcon } from './model-icon.ts';

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
  });
  const rows = useQuery(
    api.rows.list.queryOptions({
      input: { project, text: wanted, limit: rowLimit },
      enabled: wanted !== '',
      staleTime: 10_000,
    }),
  );
  const all = ready.flatMap(({ id }, index) => (lists[index]?.data ?? []).map((model) => ({ storage: id, model })));
  const modelOf = (storage: string, id: string) =>
    all.find((one) => one.storage === storage && one.model.id === id)?.model;

  return [
    {
      title: 'Models',
      isLoading: lists.some(({ isLoading }) => isLoading),
      items: best(all, wanted).map(({ storage, model }) => ({
        id: `${storage}/${model.id}`,
        label: model.caption,
        detail: storages.length > 1 ? storage : model.kind === 'view' ? 'view' : undefined,
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

/** Names that begin with the text stand before those that only hold it. */
function best<Item extends { readonly model: ModelSummary }>(all: readonly Item[], text: string): readonly Item[] {
  const wanted = text.toLowerCase();
  const rank = ({ model }: Item) => {
    const names = [model.caption.toLowerCase(), model.id.toLowerCase()];
    if (names.some((name) => name.startsWith(wanted))) return 0;
    return names.some((name) => name.includes(wanted)) ? 1 : 2;
  };
  return all
    .map((item) => ({ item, rank: rank(item) }))
    .filter((one) => one.rank < 2)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, modelLimit)
    .map(({ item }) => item);
}
