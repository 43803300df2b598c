import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useApi, useProject } from '../../host/index.ts';

export interface ModelName {
  readonly storage: string;
  readonly model: string;
  readonly caption: string;
}

export interface ModelNames {
  /** As people call the model; its own name until that is known. */
  readonly of: (storage: string, model: string) => string;
  /** All models of the project. */
  readonly all: readonly ModelName[];
}

export function useModelNames(): ModelNames {
  const api = useApi();
  const { id: project, storages } = useProject();
  const lists = useQueries({
    queries: storages.map(({ id, state }) =>
      api.models.list.queryOptions({ input: { project, storage: id }, enabled: state.kind === 'ready' }),
    ),
    combine: (results) => results.map(({ data }) => data),
  });
  return useMemo(() => {
    const all = lists.flatMap((models, at) =>
      (models ?? []).map(({ id, caption }) => ({ storage: storages[at]?.id ?? '', model: id, caption })),
    );
    const captions = new Map(all.map(({ storage, model, caption }) => [`${storage}\n${model}`, caption]));
    return { of: (storage, model) => captions.get(`${storage}\n${model}`) ?? model, all };
  }, [lists, storages]);
}
