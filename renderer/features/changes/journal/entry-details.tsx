import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useMemo } from 'react';
import type { ChangedRow, ChangeEntry } from '../../../../shared/contract/changes.ts';
import { encodeRowKey } from '../../../../shared/domain/row-key.ts';
import { toAppError, useApi, useProject, useTimeZone } from '../../../host/index.ts';
import { Badge, Button, Details, ErrorState, Icon, Skeleton } from '../../../ui/index.ts';
import { keyText, RowName, ShowRowLink } from '../row-name.tsx';
import { ShownCell } from '../shown-value.tsx';
import { counted } from '../staged-text.ts';
import { useModelNames } from '../use-model-names.ts';
import { VirtualList } from '../virtual-list.tsx';
import classes from './entry-details.module.css';
import { exactTime, stateLook, whatText } from './entry-text.ts';
import type { UndoEntry } from './use-undo-entry.tsx';

const pageSize = 200;

export interface EntryDetailsProps {
  id: string;
  undo: UndoEntry;
  onShow: (id: string) => void;
  onClose: () => void;
}

/** One entry of the journal with its rows, before and after. */
export function EntryDetails({ id, undo, onShow, onClose }: EntryDetailsProps) {
  const api = useApi();
  const { id: project } = useProject();
  const timeZone = useTimeZone();
  const names = useModelNames();
  const pages = useInfiniteQuery(
    api.changes.get.infiniteOptions({
      input: (offset: number) => ({ project, entry: id, offset, limit: pageSize }),
      initialPageParam: 0,
      getNextPageParam: (page, all) => {
        const loaded = all.reduce((sum, { rows }) => sum + rows.length, 0);
        return page.rows.length > 0 && loaded < page.total ? loaded : undefined;
      },
    }),
  );
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.rows) ?? [], [pages.data]);
  const entry = pages.data?.pages.at(-1)?.entry;
  const total = pages.data?.pages.at(-1)?.total ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  return (
    <Details
      title={entry ? whatText(entry, names.of) : <Skeleton width={180} height={18} />}
      subtitle={entry ? `Change ${entry.id} · ${exactTime(entry.time, timeZone)}` : `Change ${id}`}
      onClose={onClose}
    >
      {pages.isError && !entry ? (
        <ErrorState isCompact error={toAppError(pages.error)} onRetry={() => void pages.refetch()} />
      ) : (
        <div className={classes.details}>
          {entry && <Facts entry={entry} total={total} undo={undo} onShow={onShow} />}
          <VirtualList
            label="Changed rows"
            className={classes.rows}
            count={rows.length}
            itemKey={String}
            estimatePx={(index) => 46 + 24 * (rows[index]?.fields.length ?? 1)}
            onEnd={onEnd}
            render={(index) => {
              const row = rows[index];
              return row && entry ? <ChangedRowCard storage={entry.storage} row={row} /> : null;
            }}
          />
        </div>
      )}
    </Details>
  );
}

function Facts({
  entry,
  total,
  undo,
  onShow,
}: {
  entry: ChangeEntry;
  total: number;
  undo: UndoEntry;
  onShow: (id: string) => void;
}) {
  const state = stateLook(entry);
  const { undoes, undoneBy, undoBlocked } = entry;
  return (
    <div className={classes.facts}>
      <p className={classes.state} data-state={entry.state}>
        <Icon name={state.icon} size={14} />
        {state.text}, {counted(total, 'row')} of {entry.storage}
      </p>
      {state.note && <p className={classes.note}>{state.note}</p>}
      {undoes !== null && (
        <p>
          Takes back{' '}
          <Button kind="link" onClick={() => onShow(undoes)}>
            change {undoes}
          </Button>
        </p>
      )}
      {undoneBy !== null && (
        <p>
          Undone by{' '}
          <Button kind="link" onClick={() => onShow(undoneBy)}>
            change {undoneBy}
          </Button>
        </p>
      )}
      {undoBlocked !== null && undoneBy === null && entry.state === 'saved' && (
        <p className={classes.note}>{undoBlocked}</p>
      )}
      <div>
        <Button
          icon="undo"
          disabled={undoBlocked !== null || undo.running === entry.id}
          title={undoBlocked ?? undefined}
          onClick={() => undo.start(entry)}
        >
          Undo
        </Button>
      </div>
    </div>
  );
}

const badges = {
  insert: { tone: 'new', text: 'New' },
  update: { tone: 'edited', text: 'Edited' },
  delete: { tone: 'deleted', text: 'Deleted' },
} as const;

function ChangedRowCard({ storage, row }: { storage: string; row: ChangedRow }) {
  const names = useModelNames();
  const { kind, model, key, followed, fields } = row;
  const badge = badges[kind];
  return (
    <div className={classes.row}>
      <div className={classes.rowHead}>
        <Badge tone={badge.tone}>{badge.text}</Badge>
        <span className={classes.model}>{names.of(storage, model)}</span>
        <span className={classes.name}>
          {key === null ? null : kind === 'delete' ? (
            <span className={classes.gone}>{keyText(key)}</span>
          ) : (
            <RowName key={encodeRowKey(key)} storage={storage} model={model} rowKey={key} />
          )}
        </span>
        {key !== null && kind !== 'delete' && <ShowRowLink storage={storage} model={model} row={key} />}
      </div>
      {followed && <p className={classes.note}>Changed by the store along with another row</p>}
      <dl className={classes.fields}>
        {fields.map(({ field, before, after }) => (
          <Field key={field} name={field}>
            {kind !== 'insert' && <ShownCell cell={before} isStruck />}
            {kind === 'update' && (
              <>
                <span className={classes.arrow} aria-hidden>
                  →
                </span>
                <span className={classes.unseen}>became</span>
              </>
            )}
            {kind !== 'delete' && <ShownCell cell={after} />}
          </Field>
        ))}
      </dl>
    </div>
  );
}

function Field({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className={classes.fieldName} title={name}>
        {name}
      </dt>
      <dd className={classes.values}>{children}</dd>
    </>
  );
}
