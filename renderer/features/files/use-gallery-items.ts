import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { FileItem, FileScope } from '../../../shared/contract/files.ts';
import type { AppError } from '../../../shared/domain/app-error.ts';
import type { Count } from '../../../shared/domain/catalog.ts';
import { toAppError, useApi, useProject } from '../../host/index.ts';
import type { FileOrder } from './file-order.ts';
import { useFileStorages } from './use-file-storages.ts';

const pageSize = 120;

/** The range widened to whole pages: while it scrolls within them, nothing has to be drawn again for it. */
export function wholePages({ first, last }: ShownRange): ShownRange {
  return { first: first - (first % pageSize), last: last - (last % pageSize) + pageSize - 1 };
}

/** While files are being found or written, the gallery is read again at most so often. */
const refreshPauseMs = 1000;

export interface GalleryItems {
  readonly title: string;
  readonly total: Count;
  readonly sizeBytes: number;
  /** `undefined` while its page is still being read. */
  readonly item: (index: number) => FileItem | undefined;
  /** Where a file is among the items read so far; `null` when it is not among them. */
  readonly indexOf: (id: string) => number | null;
  /** Nothing is known yet. */
  readonly isPending: boolean;
  /** Why nothing can be shown; pages that fail later are read again by scrolling. */
  readonly failure: AppError | null;
  readonly retry: () => void;
}

/** Index of the first and the last item that are shown. */
export interface ShownRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The items of a gallery by index, read in pages around what is shown.
 * @param also an item that is needed wherever it is: the selected one
 */
export function useGalleryItems(
  scope: FileScope,
  order: FileOrder,
  search: string,
  range: ShownRange,
  also: number | null,
): GalleryItems {
  const api = useApi();
  const { id: project } = useProject();
  const inputOf = (page: number) => ({ project, scope, order, search, offset: page * pageSize, limit: pageSize });
  useRefreshOnChange(scope);

  const head = useQuery(api.files.page.queryOptions({ input: inputOf(0), placeholderData: keepPreviousData }));
  const pages = pagesOf(range, also, head.data?.total.value ?? 0);
  const others = useQueries({ queries: pages.map((page) => api.files.page.queryOptions({ input: inputOf(page) })) });

  // Answers are kept as they are while nothing changes, so this says whether any of them did.
  const answers = [head.data?.items, ...others.map((query) => query.data?.items)];
  const stamp = useStamp([...pages, ...answers]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp stands for pages and answers
  const found = useMemo(() => {
    const items = new Map([0, ...pages].map((page, index) => [page, answers[index] ?? []]));
    return {
      item: (index: number) => items.get(Math.floor(index / pageSize))?.[index % pageSize],
      indexOf: (id: string) => {
        for (const [page, read] of items) {
          const at = read.findIndex((file) => file.id === id);
          if (at >= 0) return page * pageSize + at;
        }
        return null;
      },
    };
  }, [stamp]);
  return {
    title: head.data?.title ?? '',
    total: head.data?.total ?? { kind: 'exact', value: 0 },
    sizeBytes: head.data?.sizeBytes ?? 0,
    ...found,
    isPending: head.isPending,
    failure: head.isError && !head.data ? toAppError(head.error) : null,
    retry: () => {
      for (const query of [head, ...others]) if (query.isError) void query.refetch();
    },
  };
}

/**
 * Where a file is in a gallery; `undefined` while that is being asked.
 * @param id `null`: nothing is asked
 */
export function useLocated(
  scope: FileScope,
  order: FileOrder,
  search: string,
  id: string | null,
): number | null | undefined {
  const api = useApi();
  const { id: project } = useProject();
  const input = { project, scope, order, search, offset: 0, limit: 1, ...(id === null ? {} : { locate: id }) };
  const { data } = useQuery(api.files.page.queryOptions({ input, enabled: id !== null }));
  return id === null ? null : data?.located;
}

/** Pages behind the first that the range, or the item beside it, touches. */
function pagesOf({ first, last }: ShownRange, also: number | null, total: number): number[] {
  const end = Math.min(last, total - 1);
  const pages = new Set<number>();
  for (let page = Math.max(1, Math.floor(first / pageSize)); page * pageSize <= end; page++) pages.add(page);
  if (also !== null && also >= pageSize && also < total) pages.add(Math.floor(also / pageSize));
  return [...pages];
}

/** A number that changes when any of the values does. */
function useStamp(values: readonly unknown[]): number {
  const [known, setKnown] = useState({ values, stamp: 0 });
  const isSame = known.values.length === values.length && known.values.every((value, index) => value === values[index]);
  if (isSame) return known.stamp;
  const next = { values, stamp: known.stamp + 1 };
  setKnown(next);
  return next.stamp;
}

/** Reads the gallery again when the host reports that the folder behind it changed. */
function useRefreshOnChange(scope: FileScope): void {
  const api = useApi();
  const queryClient = useQueryClient();
  const storages = useFileStorages();
  // A related gallery does not say in which storage its files lie: any change may be one of its own.
  const fingerprint = storages
    .filter((storage) => scope.kind === 'related' || (storage.root === scope.root && storage.storage === scope.storage))
    .map(({ files, sizeBytes, isComplete }) => `${files.value}/${sizeBytes}/${isComplete}`)
    .join(' ');
  const seen = useRef(fingerprint);
  const timer = useRef<number | null>(null);
  const refresh = useCallback(() => {
    timer.current = null;
    void queryClient.invalidateQueries({ queryKey: api.files.page.key() });
    void queryClient.invalidateQueries({ queryKey: api.files.get.key() });
  }, [queryClient, api]);
  useEffect(() => {
    if (seen.current === fingerprint) return;
    const isFirst = seen.current === '';
    seen.current = fingerprint;
    if (!isFirst) timer.current ??= window.setTimeout(refresh, refreshPauseMs);
  }, [fingerprint, refresh]);
  useEffect(
    () => () => {
      if (timer.current !== null) window.clearTimeout(timer.current);
    },
    [],
  );
}
