import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { ViewProgress } from '../../../shared/contract/rows.ts';
import type { Count, Model } from '../../../shared/domain/catalog.ts';
import { cellText } from '../../../shared/domain/cell.ts';
import type { RowQuery } from '../../../shared/domain/query.ts';
import { Grid, type GridHandle, type GridPlace } from '../../grid/index.ts';
import { toAppError, useApi, useClient, useColumnWidths, useProject } from '../../host/index.ts';
import { notify, useContextMenu, useShortcut } from '../../ui/index.ts';
import { type Condition, decodeCondition, encodeCondition, filterOf } from './condition.ts';
import { ConditionChips } from './condition-chips.tsx';
import { cellMenu, headerMenu } from './grid-menus.ts';
import { GridOverlay, StaleNotice } from './grid-overlay.tsx';
import { modelColumns } from './model-columns.tsx';
import { rowsText } from './model-count.ts';
import type { ModelRow } from './model-row.ts';
import classes from './model-screen.module.css';
import type { ModelView } from './model-search.ts';
import { ModelToolbar } from './model-toolbar.tsx';
import { nextSort } from './next-sort.ts';
import { RowDetails } from './row-details.tsx';
import { SelectionStatus, usePlaceStore } from './selection-status.tsx';
import { useColumnContext } from './use-column-context.ts';
import { useColumnLook } from './use-column-look.ts';
import { useModelRows } from './use-model-rows.ts';
import { type RowStatus, useRowStatus } from './use-row-status.ts';
import { useSelectedRow } from './use-selected-row.ts';
import { SlowSortNotice, StoppedNotice } from './view-notice.tsx';

/** The grid of a model with everything around it. */
export function ModelRowsView({ view, model }: { view: ModelView; model: Model }) {
  const { storage, search, change } = view;
  const api = useApi();
  const client = useClient();
  const queryClient = useQueryClient();
  const { id: project } = useProject();
  const openMenu = useContextMenu();
  const grid = useRef<GridHandle>(null);

  const conditions = useMemo(
    () => (search.where ?? []).flatMap((encoded) => decodeCondition(encoded) ?? []),
    [search.where],
  );
  const hidden = useMemo(() => new Set(search.hidden), [search.hidden]);
  const sort = useMemo(() => (search.sort ?? []).map(([field, direction]) => ({ field, direction })), [search.sort]);
  const fields = useMemo(() => shownFields(model, hidden), [model, hidden]);
  const query = useMemo<RowQuery>(
    () => ({ model: model.id, filter: filterOf(conditions), sort, search: search.search ?? '' }),
    [model.id, conditions, sort, search.search],
  );
  const columnNames = useMemo(() => fields.map(({ name }) => name), [fields]);
  const { rows, report, progress, isRestored } = useModelRows(storage, query, columnNames);
  const status = useRowStatus(rows);

  const [generation, setGeneration] = useState(0);
  const context = useColumnContext(storage, model, generation);
  const [ownWidths, setWidth] = useColumnWidths(storage, model.id);
  const look = useColumnLook(`${storage}/${model.id}`, model.fields, rows, status);
  const columns = useMemo(
    () =>
      look === null
        ? null
        : modelColumns(fields, model, { ...look, widths: { ...look.widths, ...ownWidths } }, context),
    [fields, model, look, ownWidths, context],
  );

  const isNarrowed = query.filter !== null || query.search !== '';
  const total = useQuery(
    api.models.count.queryOptions({
      input: { project, storage, models: [model.id], budgetMs: 2000 },
      enabled: isNarrowed,
    }),
  );
  const count = shownCount(status, progress);
  const detail = count === null ? undefined : rowsText(count, isNarrowed ? (total.data?.[0] ?? null) : null);

  const selected = useSelectedRow(view, rows, isRestored);
  const places = usePlaceStore();
  const onPlace = useCallback(
    (next: GridPlace<ModelRow>, isChosen: boolean) => {
      places.set(next);
      if (isChosen) selected.follow(next);
    },
    [places, selected.follow],
  );

  const setConditions = useCallback(
    (next: readonly Condition[]) =>
      change({ where: next.length === 0 ? undefined : next.map(encodeCondition) }, { isStep: true }),
    [change],
  );
  const setSort = useCallback(
    (next: RowQuery['sort']) =>
      change(
        { sort: next.length === 0 ? undefined : next.map(({ field, direction }) => [field, direction]) },
        { isStep: true },
      ),
    [change],
  );
  const [filterField, setFilterField] = useState<string | null>(null);
  const hide = (names: ReadonlySet<string>) => change({ hidden: names.size === 0 ? undefined : [...names] });
  const showAll = () => change({ where: undefined, search: undefined }, { isStep: true });

  async function refresh(): Promise<void> {
    try {
      await client.models.start({ project, storage });
    } catch (error) {
      notify({ kind: 'error', message: toAppError(error).message });
    }
    rows.reload();
    setGeneration((known) => known + 1);
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: api.models.key() }),
      queryClient.invalidateQueries({ queryKey: api.rows.key() }),
      queryClient.invalidateQueries({ queryKey: api.files.related.key() }),
    ]);
  }
  useShortcut('F5', 'Refresh', () => void refresh());
  useShortcut('Enter', 'Show the row’s details', null);
  useShortcut('mod+Enter', 'Go to the referenced row or file', null);

  const gridSort = useMemo(() => sort.map(({ field, direction }) => ({ column: field, direction })), [sort]);
  const slowField = sort.find(({ field }) => model.fields.find(({ name }) => name === field)?.indexed !== true)?.field;
  const isWaiting = status.isLoading && (!status.hasAnswer || status.isStale);
  return (
    <div className={classes.screen}>
      <ModelToolbar
        model={model}
        detail={detail}
        search={search.search ?? ''}
        onSearch={(text) => change({ search: text === '' ? undefined : text })}
        hidden={hidden}
        onHide={hide}
        filterField={filterField}
        onFilterField={setFilterField}
        onCondition={(condition) => setConditions([...conditions, condition])}
        onCopy={() => grid.current?.copy()}
        onRefresh={() => void refresh()}
      />
      <ConditionChips
        storage={storage}
        model={model}
        conditions={conditions}
        onChange={setConditions}
        onShowAll={showAll}
      />
      {isWaiting && slowField !== undefined && (
        <SlowSortNotice key={JSON.stringify(sort)} field={slowField} onCancel={() => setSort([])} />
      )}
      <StoppedNotice
        report={report}
        isSearch={query.search !== ''}
        isLoading={status.isLoading}
        onContinue={() => rows.resume()}
      />
      {status.hasAnswer && status.error !== null && (
        <StaleNotice error={toAppError(status.error)} onRetry={() => rows.retry()} />
      )}
      <div className={classes.grid}>
        {columns !== null && (
          <Grid
            label={model.caption}
            rows={rows}
            columns={columns}
            sort={gridSort}
            handle={grid}
            initialColumn={search.column}
            onSort={(field, add) => setSort(nextSort(sort, field, add))}
            onResize={setWidth}
            onOpen={selected.open}
            onPlace={onPlace}
            loadText={async (row, field, signal) => {
              if (row.key === null) throw new Error('A row without a key can’t be read again');
              const input = { project, storage, model: model.id, key: [...row.key], field };
              const { cell } = await client.rows.cell.get(input, { signal });
              if (cell !== null && typeof cell === 'object' && cell.kind === 'cut') {
                throw new Error('This value is over 8 MB: it can be downloaded from the details');
              }
              return cellText(cell);
            }}
            onCopied={(result) => {
              if ('error' in result) notify({ kind: 'error', message: toAppError(result.error).message });
            }}
            onMenu={(event, at) =>
              openMenu(
                event,
                'header' in at
                  ? headerMenu({ field: at.header, sort, setSort, filterBy: setFilterField, hide, hidden, fields })
                  : cellMenu({
                      ...at,
                      model,
                      context,
                      conditions,
                      setConditions,
                      copy: () => grid.current?.copy(),
                      open: selected.open,
                    }),
              )
            }
            overlay={
              <GridOverlay status={status} isNarrowed={isNarrowed} onRetry={() => rows.retry()} onShowAll={showAll} />
            }
          />
        )}
      </div>
      {selected.row !== null && (
        <RowDetails
          storage={storage}
          model={model}
          row={selected.row}
          context={context}
          tab={search.tab ?? 'fields'}
          onTab={(tab) => change({ tab: tab === 'fields' ? undefined : tab })}
          onStep={(by) => grid.current?.moveRow(by)}
          onClose={() => {
            selected.close();
            grid.current?.focus();
          }}
        />
      )}
      <SelectionStatus places={places} report={report} />
    </div>
  );
}

function shownFields(model: Model, hidden: ReadonlySet<string>): Model['fields'] {
  const shown = model.fields.filter(({ name }) => !hidden.has(name));
  return shown.length > 0 ? shown : model.fields.slice(0, 1);
}

/** The best number known: what the grid has seen of the end, what was counted, what was guessed. */
function shownCount(status: RowStatus, progress: ViewProgress | undefined): Count | null {
  const { rowCount } = status;
  if (status.isCountExact) return { kind: 'exact', value: rowCount };
  if (progress?.count.kind === 'exact') return progress.count;
  if (status.isPaused) return { kind: 'atLeast', value: rowCount };
  return progress?.count ?? null;
}
