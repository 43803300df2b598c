import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type KeyboardEvent, useCallback, useDeferredValue, useEffect, useMemo } from 'react';
import { toAppError, useApi, useProject } from '../../../host/index.ts';
import {
  Button,
  EmptyState,
  ErrorState,
  SearchField,
  Select,
  Skeleton,
  Spacer,
  Toolbar,
  useShortcut,
  useTabTitle,
} from '../../../ui/index.ts';
import { useModelNames } from '../use-model-names.ts';
import { VirtualList } from '../virtual-list.tsx';
import classes from './changes-screen.module.css';
import { type ChangesSearch, changesSearchSchema } from './changes-search.ts';
import { EntryDetails } from './entry-details.tsx';
import { EntryLine } from './entry-line.tsx';
import { useSettledText } from './use-settled-text.ts';
import { useUndoEntry } from './use-undo-entry.tsx';

const pageSize = 100;
const everyModel = '';

/** The journal: everything that was saved here, the newest first, with what it did to the rows and the way back. */
export function ChangesScreen() {
  useTabTitle('Changes', 'history');
  const api = useApi();
  const { id: project } = useProject();
  const names = useModelNames();
  const navigate = useNavigate();
  const raw = useSearch({ strict: false });
  const search = useMemo(() => changesSearchSchema.parse(raw), [raw]);
  const { text = '', model, entry: shown } = search;
  const wanted = useSettledText(useDeferredValue(text.trim()));
  const undo = useUndoEntry();
  const refresh = useJournalUpdates();
  useShortcut('F5', 'Refresh', refresh);

  const change = useCallback(
    (part: { readonly [Key in keyof ChangesSearch]?: ChangesSearch[Key] | undefined }) => {
      const next = Object.fromEntries(
        Object.entries({ ...search, ...part }).filter(([, value]) => value !== undefined && value !== ''),
      );
      void navigate({ to: '.', search: next, replace: true });
    },
    [navigate, search],
  );

  const list = useInfiniteQuery(
    api.changes.list.infiniteOptions({
      input: (after: string | null) => ({
        project,
        text: wanted.slice(0, 200),
        storage: model?.[0] ?? null,
        model: model?.[1] ?? null,
        after,
        limit: pageSize,
      }),
      initialPageParam: null,
      getNextPageParam: (page) => page.after ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const entries = useMemo(() => list.data?.pages.flatMap((page) => page.entries) ?? [], [list.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const choices = useMemo(
    () => [
      { value: everyModel, label: 'All models' },
      ...names.all.map((name) => ({ value: JSON.stringify([name.storage, name.model]), label: name.caption })),
    ],
    [names],
  );
  const isNarrowed = text !== '' || model !== undefined;

  return (
    <div className={classes.screen}>
      <Toolbar title="Changes" detail="newest first">
        <SearchField
          label="Search changes"
          className={classes.search}
          value={text}
          onChange={(next) => change({ text: next })}
        />
        <Spacer />
        <Select
          label="Model"
          showLabel={false}
          width={180}
          isSearchable
          value={model === undefined ? everyModel : JSON.stringify(model)}
          choices={withChosen(choices, model)}
          onChange={(value) => change({ model: parseModel(value) })}
        />
      </Toolbar>
      {list.isError && list.data === undefined ? (
        <ErrorState error={toAppError(list.error)} onRetry={() => void list.refetch()} />
      ) : list.data === undefined ? (
        <Waiting />
      ) : entries.length === 0 && !list.hasNextPage ? (
        <EmptyState
          title={isNarrowed ? 'No changes match' : 'Nothing has been saved yet'}
          hint={isNarrowed ? undefined : 'Every save stands here, with what the rows were before.'}
          action={
            isNarrowed ? (
              <Button onClick={() => change({ text: undefined, model: undefined })}>Show all changes</Button>
            ) : undefined
          }
        />
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: the arrows go from entry to entry; Tab does too.
        <div
          className={classes.entries}
          data-stale={list.isPlaceholderData || undefined}
          onKeyDown={moveBetweenEntries}
        >
          <VirtualList
            label="Changes"
            count={entries.length}
            itemKey={(index) => entries[index]?.id ?? String(index)}
            estimatePx={() => 36}
            onEnd={onEnd}
            render={(index) => {
              const entry = entries[index];
              return entry ? (
                <EntryLine
                  entry={entry}
                  isShown={entry.id === shown}
                  isRunning={undo.running === entry.id}
                  onShow={() => change({ entry: entry.id === shown ? undefined : entry.id })}
                  onUndo={() => undo.start(entry)}
                />
              ) : null;
            }}
          />
        </div>
      )}
      {shown !== undefined && (
        <EntryDetails
          key={shown}
          id={shown}
          undo={undo}
          onShow={(id) => change({ entry: id })}
          onClose={() => change({ entry: undefined })}
        />
      )}
      {undo.dialogs}
    </div>
  );
}

/** Reads the journal again whenever the host says that it has changed. @returns reads it now */
function useJournalUpdates(): () => void {
  const api = useApi();
  const queryClient = useQueryClient();
  const { id: project } = useProject();
  const refresh = useCallback(() => {
    void queryClient.invalidateQueries({ queryKey: api.changes.list.key() });
    void queryClient.invalidateQueries({ queryKey: api.changes.get.key() });
  }, [queryClient, api]);
  const watched = useQuery(
    api.changes.watch.experimental_liveOptions({ input: { project }, staleTime: Number.POSITIVE_INFINITY }),
  );
  const version = watched.data?.version;
  useEffect(() => {
    if (version !== undefined) refresh();
  }, [version, refresh]);
  return refresh;
}

function parseModel(value: string): [string, string] | undefined {
  return value === everyModel ? undefined : changesSearchSchema.shape.model.parse(JSON.parse(value));
}

/** A model that is no longer there can still have changes. */
function withChosen(
  choices: readonly { readonly value: string; readonly label: string }[],
  model: readonly [string, string] | undefined,
): readonly { readonly value: string; readonly label: string }[] {
  const value = model === undefined ? everyModel : JSON.stringify(model);
  return choices.some((choice) => choice.value === value) ? choices : [...choices, { value, label: model?.[1] ?? '' }];
}

function moveBetweenEntries(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-entry]')];
  const at = buttons.findIndex((button) => button.closest('li')?.contains(document.activeElement));
  const next = buttons[at < 0 ? 0 : at + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function Waiting() {
  return (
    <div className={classes.waiting}>
      {[58, 72, 49, 66, 61].map((width) => (
        <Skeleton key={width} width={`${width}%`} />
      ))}
    </div>
  );
}
