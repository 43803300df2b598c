import { useQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { ViewProgress } from '../../../shared/contract/rows.ts';
import type { RowQuery } from '../../../shared/domain/query.ts';
import { RowWindow } from '../../grid/index.ts';
import { hashQueryKey, useApi, useClient, useConnection, useProject } from '../../host/index.ts';
import { useTabMemory } from '../../ui/index.ts';
import type { ModelRow } from './model-row.ts';
import { modelRowSource } from './model-row-source.ts';
import { createPageReports, type PageReport, type PageReports } from './page-report.ts';

export interface ModelRows {
  readonly rows: RowWindow<ModelRow>;
  readonly report: PageReport;
  /** Count and row numbers as far as they are known. */
  readonly progress: ViewProgress | undefined;
  /** The rows were in this tab's memory: it shows them where they were. */
  readonly isRestored: boolean;
}

interface Kept {
  readonly rows: RowWindow<ModelRow>;
  readonly reports: PageReports;
  question: string;
  query: string;
}

/**
 * The window over the rows of a view. It outlives the screen within its tab, so that going away and back shows the same
 * rows at the same place; leaving ends every read under way.
 */
export function useModelRows(storage: string, query: RowQuery, columns: readonly string[]): ModelRows {
  const client = useClient();
  const api = useApi();
  const { id: project, storages } = useProject();
  const memory = useTabMemory<Kept>(`rows:${storage}/${query.model}`);
  const queryKey = hashQueryKey(query);
  const question = `${queryKey} ${JSON.stringify(columns)}`;

  const [{ kept, isRestored }] = useState(() => {
    if (memory.initial?.question === question) return { kept: memory.initial, isRestored: true };
    const reports = createPageReports();
    const source = modelRowSource(client, { project, storage, query, columns }, reports.add);
    const made: Kept = { rows: new RowWindow(source), reports, question, query: queryKey };
    // Reading begins before the grid has measured itself.
    made.rows.setViewportHeight(window.innerHeight);
    return { kept: made, isRestored: false };
  });
  const { rows, reports } = kept;
  // Not where it is made: React may make a state twice and drop one of the two.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the memory of a tab stays the same while the screen is mounted.
  useLayoutEffect(() => memory.save(kept), [kept]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the question stands for the query and the columns.
  useLayoutEffect(() => {
    if (kept.question === question) return;
    const keepPosition = kept.query === queryKey;
    kept.question = question;
    kept.query = queryKey;
    if (!keepPosition) reports.clear();
    rows.setSource(modelRowSource(client, { project, storage, query, columns }, reports.add), {
      keepPosition,
      count: null,
    });
  }, [kept, question, client]);

  const watched = useQuery(
    api.rows.watch.experimental_liveOptions({
      input: { project, storage, query },
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60_000,
    }),
  );
  const progress = watched.data;
  useEffect(() => {
    if (progress === undefined) return;
    rows.setCount(progress.count);
    if (progress.positions === 'complete') void rows.locate();
  }, [rows, progress]);

  useReloadAfterReconnect(rows);
  useRetryWhenBack(rows, storages.find(({ id }) => id === storage)?.state.kind === 'ready');
  const report = useSyncExternalStore(reports.subscribe, reports.get);
  return useMemo(() => ({ rows, report, progress, isRestored }), [rows, report, progress, isRestored]);
}

/** While a storage is away its rows stay as they were read; what could not be read meanwhile is read when it is back. */
function useRetryWhenBack(rows: RowWindow<ModelRow>, isReady: boolean): void {
  const wasAway = useRef(false);
  useEffect(() => {
    if (!isReady) wasAway.current = true;
    else if (wasAway.current) {
      wasAway.current = false;
      rows.reload();
    }
  }, [isReady, rows]);
}

/** The host may have been another one meanwhile: what is seen stays and is read again. */
function useReloadAfterReconnect(rows: RowWindow<ModelRow>): void {
  const { kind } = useConnection();
  const [wasLost, setWasLost] = useState(false);
  if (kind === 'reconnecting' && !wasLost) setWasLost(true);
  useEffect(() => {
    if (kind !== 'connected' || !wasLost) return;
    setWasLost(false);
    rows.reload();
  }, [kind, wasLost, rows]);
}
