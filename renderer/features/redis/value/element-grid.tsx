import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { KeyDetails } from '../../../../shared/contract/redis.ts';
import { cellText } from '../../../../shared/domain/cell.ts';
import { Grid, type GridPlace, RowWindow } from '../../../grid/index.ts';
import { toAppError, useClient } from '../../../host/index.ts';
import { EmptyState, ErrorState, formatCount, notify, StatusText } from '../../../ui/index.ts';
import type { DatabaseRef } from '../keys-view.ts';
import { type ElementType, elementColumns, shapes } from './element-columns.tsx';
import { ElementDetails } from './element-details.tsx';
import classes from './element-grid.module.css';
import { type ElementRow, type LoadPage, rankedSource, walkedSource } from './element-source.ts';

export interface ElementGridProps {
  database: DatabaseRef;
  details: KeyDetails;
  type: ElementType;
  /** Another value reads all again. */
  reading: unknown;
}

/** The elements of a value as rows; those in sight are read, in any part of a value of any size. */
export function ElementGrid({ database, details, type, reading }: ElementGridProps) {
  const client = useClient();
  const { key, length } = details;
  const shape = shapes[type];
  const frame = useRef<HTMLDivElement>(null);
  // As wide as the panel is when the value is opened; from then on the widths belong to the person.
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => setRoom(frame.current?.clientWidth ?? 0), []);
  const columns = useMemo(() => elementColumns(type, room), [type, room]);
  const [place, setPlace] = useState<GridPlace<ElementRow> | null>(null);
  const [opened, setOpened] = useState<ElementRow | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another reading means another walk over the same value.
  const rows = useMemo(() => {
    const load: LoadPage = (at, limit, signal) =>
      client.redis.values.page({ ...database, key, ...at, limit }, { signal });
    if (type === 'list' || type === 'zset') {
      return new RowWindow(rankedSource(load, length), { kind: 'exact', value: length });
    }
    const window: RowWindow<ElementRow> = new RowWindow<ElementRow>(
      walkedSource(load, (count) => window.setCount(count)),
    );
    return window;
  }, [client, database, key, type, length, reading]);
  useEffect(() => () => rows.stop(), [rows]);

  const loadText = useCallback(
    async (row: ElementRow, column: string, signal: AbortSignal) => {
      const index = Math.max(
        0,
        shape.columns.findIndex(({ id }) => id === column),
      );
      const { cell } = await client.redis.values.get({ ...database, key, at: row.at, column: index }, { signal });
      return cellText(cell);
    },
    [client, database, key, shape],
  );
  const onPlace = useCallback((next: GridPlace<ElementRow>, isChosen: boolean) => {
    setPlace(next);
    // What is open beside the grid follows the active row.
    if (isChosen) setOpened((shown) => (shown && next.row ? next.row : shown));
  }, []);

  const error = useSyncExternalStore(rows.subscribe, () => rows.snapshot().error ?? null);
  const isEmpty = useSyncExternalStore(rows.subscribe, () => isEmptyNow(rows));
  return (
    <div ref={frame} className={classes.frame}>
      {room > 0 && (
        <Grid<ElementRow>
          label={shape.many}
          rows={rows}
          columns={columns}
          onOpen={setOpened}
          onPlace={onPlace}
          loadText={loadText}
          onCopied={tellCopied}
          overlay={
            error ? (
              <ErrorState error={toAppError(error)} onRetry={() => rows.retry()} />
            ) : isEmpty ? (
              <EmptyState title={`No ${shape.many}`} />
            ) : undefined
          }
        />
      )}
      {opened && (
        <ElementDetails
          key={opened.at}
          database={database}
          details={details}
          type={type}
          row={opened}
          onClose={() => setOpened(null)}
        />
      )}
      {place && (
        <StatusText>
          {place.selectedRows > 1 ? `${formatCount(place.selectedRows)} ${shape.many} selected` : null}
        </StatusText>
      )}
    </div>
  );
}

function isEmptyNow(rows: RowWindow<ElementRow>): boolean {
  const { run, rowCount, isLoading } = rows.snapshot();
  return run !== null && rowCount === 0 && !isLoading;
}

function tellCopied(result: { readonly cells: number } | { readonly error: unknown }): void {
  if ('error' in result) notify({ kind: 'error', message: toAppError(result.error).message });
  else
    notify({
      kind: 'success',
      message: result.cells === 1 ? 'Cell copied' : `${formatCount(result.cells)} cells copied`,
    });
}
