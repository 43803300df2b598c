import { useQuery } from '@tanstack/react-query';
import type { FileStorage } from '../../../shared/contract/files.ts';
import { useApi, useProject } from '../../host/index.ts';

const none: readonly FileStorage[] = [];

/** The project's file storages with their totals, live; all callers share one subscription. None while not known. */
export function useFileStorages(): readonly FileStorage[] {
  return useKnownFileStorages() ?? none;
}

/** As {@link useFileStorages}; `undefined` until the first answer. */
export function useKnownFileStorages(): readonly FileStorage[] | undefined {
  const api = useApi();
  const { id: project } = useProject();
  const { data } = useQuery(
    api.files.watch.experimental_liveOptions({ input: { project }, staleTime: Number.POSITIVE_INFINITY }),
  );
  return data;
}
