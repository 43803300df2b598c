import { useQuery } from '@tanstack/react-query';
import type { FileStorage } from '../../../shared/contract/files.ts';
import { useApi, useProject } from '../../host/index.ts';

const none: readonly FileStorage[] = [];

/** The project's file storages with their totals, live; all callers share one subscription. */
export function useFileStorages(): readonly FileStorage[] {
  const api = useApi();
  const { id: project } = useProject();
  const { data } = useQuery(
    api.files.watch.experimental_liveOptions({ input: { project }, staleTime: Number.POSITIVE_INFINITY }),
  );
  return data ?? none;
}
