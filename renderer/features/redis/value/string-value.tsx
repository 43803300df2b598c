import { useInfiniteQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { KeyDetails, ValuePage } from '../../../../shared/contract/redis.ts';
import type { Cell } from '../../../../shared/domain/cell.ts';
import { toAppError, useApi, useClient } from '../../../host/index.ts';
import { Button, ErrorState, formatBytes, SegmentedControl, Skeleton } from '../../../ui/index.ts';
import type { DatabaseRef } from '../keys-view.ts';
import { HexView, type LoadHex } from './hex-view.tsx';
import { JsonView } from './json-view.tsx';
import { bytesLabel, visibleText } from './shown-cell.tsx';
import classes from './text-views.module.css';
import valueClasses from './value-panel.module.css';
import { type ViewName, viewsOf } from './views.ts';

/** Text that is read on by scrolling alone; what is longer is read on when asked to. */
const mostReadByScrolling = 2_000_000;

export interface StringValueProps {
  database: DatabaseRef;
  details: KeyDetails;
  /** Draws the head of the panel around the controls it is given. */
  header: (controls: ReactNode) => ReactNode;
}

/** A string in windows of 64 kB: as JSON, as text, or as bytes. */
export function StringValue({ database, details, header }: StringValueProps) {
  const api = useApi();
  const client = useClient();
  const { key, length } = details;
  const query = useInfiniteQuery(
    api.redis.values.page.infiniteOptions({
      input: (next: string | null) => ({ ...database, key, next, offset: null, limit: 1 }),
      initialPageParam: null,
      getNextPageParam: ({ next }) => next,
    }),
  );
  const pages = query.data?.pages;
  const text = useMemo(() => (pages ? wholeText(pages) : null), [pages]);
  const views = useMemo(() => viewsOf(text, !query.hasNextPage), [text, query.hasNextPage]);
  const [chosen, setChosen] = useState<ViewName | null>(null);
  const view = chosen !== null && views.choices.some(({ value }) => value === chosen) ? chosen : views.initial;
  // A document of some windows is read to its end, so that it can be printed.
  useReadJson(query, text, length);

  const loadHex = useCallback<LoadHex>(
    async (offset, signal) => {
      const page = await client.redis.values.page({ ...database, key, next: null, offset, limit: 1 }, { signal });
      const cell = page.elements[0]?.[0];
      return cell && typeof cell === 'object' && cell.kind === 'bytes' ? cell.hex : '';
    },
    [client, database, key],
  );

  if (!pages) {
    return (
      <>
        {header(null)}
        {query.isError ? (
          <ErrorState error={toAppError(query.error)} onRetry={() => void query.refetch()} />
        ) : (
          <WaitingLines />
        )}
      </>
    );
  }
  return (
    <>
      {header(
        views.choices.length > 1 && (
          <SegmentedControl label="View" value={view} choices={views.choices} onChange={setChosen} />
        ),
      )}
      {view === 'json' && views.json !== null ? (
        <JsonView text={views.json} />
      ) : view === 'hex' ? (
        <HexView sizeBytes={length} source={loadHex} />
      ) : (
        <TextWindows pages={pages} query={query} length={length} />
      )}
    </>
  );
}

type WindowQuery = Pick<
  ReturnType<typeof useInfiniteQuery>,
  'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage' | 'isFetchNextPageError' | 'error'
>;

/** The text of all windows read so far; `null` when one of them is no text. */
function wholeText(pages: readonly ValuePage[]): string | null {
  const parts = pages.map(({ elements }) => elements[0]?.[0] ?? '');
  return parts.every((part) => typeof part === 'string') ? parts.join('') : null;
}

function useReadJson(query: WindowQuery, text: string | null, length: number): void {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const isWanted = text !== null && /^[ \t\n\r]*[{[]/.test(text) && length <= 1_000_000;
  useEffect(() => {
    if (isWanted && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [isWanted, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
}

function TextWindows({ pages, query, length }: { pages: readonly ValuePage[]; query: WindowQuery; length: number }) {
  const scroller = useRef<HTMLElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const last = pages.at(-1);
  const read = last ? (last.offset ?? 0) + sizeOf(last.elements[0]?.[0] ?? '') : 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useWhenSeen(
    scroller,
    end,
    hasNextPage && !isFetchingNextPage && !query.isFetchNextPageError && read < mostReadByScrolling,
    fetchNextPage,
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text is reached by the keyboard.
    <section ref={scroller} aria-label="Text" tabIndex={0} className={classes.text}>
      {pages.map(({ offset, elements }) => (
        <div key={offset} className={pages.length > 1 ? classes.block : undefined}>
          <code>
            <WindowText cell={elements[0]?.[0] ?? ''} />
          </code>
        </div>
      ))}
      {hasNextPage && (
        <div ref={end} className={classes.more}>
          <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Load more
          </Button>
          <span>
            {formatBytes(read)} of {formatBytes(length)}
          </span>
          {query.isFetchNextPageError && <span role="alert">{toAppError(query.error).message}</span>}
        </div>
      )}
    </section>
  );
}

function WindowText({ cell }: { cell: Cell }) {
  if (typeof cell === 'string') {
    // The capture group keeps the line breaks, which need no sign of their own here.
    return cell.split(/(\n)/).map((part, index) =>
      // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text never change places.
      part === '\n' ? part : <Fragment key={index}>{visibleText(part)}</Fragment>,
    );
  }
  return cell && typeof cell === 'object' && cell.kind === 'bytes' ? bytesLabel(cell.hex) : null;
}

function sizeOf(cell: Cell): number {
  if (typeof cell === 'string') return new TextEncoder().encode(cell).length;
  return cell && typeof cell === 'object' && cell.kind === 'bytes' ? cell.hex.length / 2 : 0;
}

function useWhenSeen(
  root: RefObject<HTMLElement | null>,
  target: RefObject<HTMLElement | null>,
  isWanted: boolean,
  act: () => unknown,
): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const element = target.current;
    if (!element || !isWanted) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) latest.current();
      },
      { root: root.current, rootMargin: '600px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [root, target, isWanted]);
}

function WaitingLines() {
  return (
    <div className={valueClasses.waiting}>
      {[62, 48, 71, 35].map((width) => (
        <Skeleton key={width} width={`${width}%`} height={11} />
      ))}
    </div>
  );
}
