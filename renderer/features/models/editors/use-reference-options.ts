import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Page } from '../../../../shared/contract/rows.ts';
import type { Field, Model } from '../../../../shared/domain/catalog.ts';
import { cellText, isWhole, type WholeCell } from '../../../../shared/domain/cell.ts';
import { unpackRows } from '../../../../shared/domain/packed-cells.ts';
import type { Filter } from '../../../../shared/domain/query.ts';
import { encodeRowKey } from '../../../../shared/domain/row-key.ts';
import { type HostClient, hashQueryKey, toAppError, useApi, useClient, useProject } from '../../../host/index.ts';
import { parseValue } from './parse-value.ts';

/** A row of the referenced model that a field can name. */
export interface ReferencedRow {
  readonly id: string;
  /** What the field would hold. */
  readonly value: WholeCell;
  readonly caption: string | null;
}

export interface ReferenceOptions {
  /** `undefined` until it is described. */
  readonly target: Model | undefined;
  readonly rows: readonly ReferencedRow[];
  readonly isLoading: boolean;
  readonly problem: string | null;
  /** The store has looked at these many rows and stopped; `null` when it looked at all that matter. */
  readonly stoppedAfter: number | null;
  readonly more: (() => void) | undefined;
}

/** Rows of a page; a list is read further as it is scrolled. */
const pageRows = 40;
const pauseMs = 120;

/**
 * What is read next: rows whose key is the text, rows whose caption begins with it, then those that hold it elsewhere. Each
 * of them is a keyset page, so the size of the model does not matter.
 */
type Step = { readonly kind: 'all' | 'key' | 'starts' | 'contains'; readonly cursor: string | null };

interface Found {
  readonly rows: readonly ReferencedRow[];
  readonly next: Step | null;
  readonly stoppedAfter: number | null;
}

export function useReferenceOptions(storage: string, field: Field, text: string): ReferenceOptions {
  const api = useApi();
  const client = useClient();
  const { id: project } = useProject();
  const reference = field.reference ?? { model: '', field: '' };
  const described = useQuery(api.models.describe.queryOptions({ input: { project, storage, model: reference.model } }));
  const target = described.data;
  const wanted = useSettled(text.trim());
  const found = useInfiniteQuery({
    queryKey: ['reference-options', project, storage, reference.model, reference.field, wanted],
    queryKeyHashFn: hashQueryKey,
    enabled: target !== undefined,
    initialPageParam: firstStep(wanted),
    queryFn: ({ pageParam, signal }) => {
      if (target === undefined) throw new Error('The referenced model is not described yet');
      return findRows({ client, project, storage, target, field: reference.field }, wanted, pageParam, signal);
    },
    getNextPageParam: (last: Found) => last.next,
    staleTime: 0,
    gcTime: 10_000,
  });

  const pages = found.data?.pages;
  const rows = useMemo(() => distinct(pages ?? []), [pages]);
  // A key that names no row, or few captions, must not look like the end of the search.
  const { fetchNextPage, hasNextPage, isFetching, isError } = found;
  const isShort = pages !== undefined && rows.length < 8 && pages.length < 6 && pages.at(-1)?.stoppedAfter === null;
  useEffect(() => {
    if (isShort && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [isShort, hasNextPage, isFetching, isError, fetchNextPage]);

  const canGoOn = hasNextPage && !isFetching;
  const more = useMemo(() => (canGoOn ? () => void fetchNextPage() : undefined), [canGoOn, fetchNextPage]);
  const error = found.error ?? described.error;
  return {
    target,
    rows,
    isLoading: found.isFetching || wanted !== text.trim() || (target === undefined && !described.isError),
    problem: error === null ? null : toAppError(error).message,
    stoppedAfter: pages?.at(-1)?.stoppedAfter ?? null,
    more,
  };
}

/** The text once typing pauses. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function firstStep(wanted: string): Step {
  return { kind: wanted === '' ? 'all' : 'key', cursor: null };
}

interface Place {
  readonly client: HostClient;
  readonly project: string;
  readonly storage: string;
  readonly target: Model;
  /** The field of `target` that is named. */
  readonly field: string;
}

async function findRows(place: Place, wanted: string, step: Step, signal: AbortSignal): Promise<Found> {
  const { client, project, storage, target } = place;
  const filter = filterOf(place, wanted, step.kind);
  if (filter === undefined) return { rows: [], next: nextStep(place, step), stoppedAfter: null };
  const { captionField } = target;
  const isIndexed = target.fields.some(({ name, indexed }) => name === captionField && indexed);
  const byCaption = captionField !== null && isIndexed && step.kind !== 'key';
  const columns = captionField === null || captionField === place.field ? [place.field] : [place.field, captionField];
  const page = await client.rows.page(
    {
      project,
      storage,
      query: {
        model: target.id,
        filter,
        sort: byCaption ? [{ field: captionField, direction: 'asc' }] : [],
        search: '',
      },
      columns,
      at: step.cursor === null ? { kind: 'start' } : { kind: 'after', cursor: step.cursor },
      limit: pageRows,
    },
    { signal },
  );
  const cursor = page.resume ?? page.last;
  const goesOn = !page.atEnd && cursor !== null;
  return {
    rows: rowsOf(page),
    next: goesOn ? { kind: step.kind, cursor } : nextStep(place, step),
    stoppedAfter: page.stopped?.scannedRows ?? null,
  };
}

function nextStep({ target }: Place, { kind }: Step): Step | null {
  if (target.captionField === null || kind === 'all' || kind === 'contains') return null;
  return { kind: kind === 'key' ? 'starts' : 'contains', cursor: null };
}

/** `undefined` where the text can't be what is looked for. */
function filterOf({ target, field }: Place, wanted: string, kind: Step['kind']): Filter | null | undefined {
  if (kind === 'all') return null;
  if (kind === 'key') {
    const named = target.fields.find(({ name }) => name === field);
    if (named === undefined) return undefined;
    const parsed = parseValue({ ...named, allowed: null, maxLength: null }, wanted, null);
    if (parsed.kind === 'invalid' || parsed.cell === null) return undefined;
    return { kind: 'compare', field, op: 'is', value: parsed.cell };
  }
  const { captionField } = target;
  if (captionField === null) return undefined;
  return { kind: 'compare', field: captionField, op: kind === 'starts' ? 'startsWith' : 'contains', value: wanted };
}

function rowsOf(page: Page): ReferencedRow[] {
  return unpackRows(page.cells, page.columns.length).flatMap(([value = null, caption = null]) =>
    value === null || !isWhole(value)
      ? []
      : [{ id: encodeRowKey([value]), value, caption: caption === null ? null : cellText(caption) }],
  );
}

function distinct(pages: readonly Found[]): readonly ReferencedRow[] {
  const rows = new Map<string, ReferencedRow>();
  for (const page of pages) for (const row of page.rows) if (!rows.has(row.id)) rows.set(row.id, row);
  return [...rows.values()];
}
