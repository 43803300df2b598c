import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { ViewProgress } from '../../../shared/contract/rows.ts';
import type { Count, Model } from '../../../shared/domain/catalog.ts';
import { cellText } from '../../../shared/domain/cell.ts';
import { Grid, type GridHandle, type GridPlace } from '../../grid/index.ts';
import { toAppError, useApi, useClient, useColumnWidths, useProject } from '../../host/index.ts';
import { notify, useShortcut } from '../../ui/index.ts';
import { useCommitBeforeSave } from '../changes/index.ts';
import { ConditionChips } from './condition-chips.tsx';
import type { Draft } from './editors/draft.ts';
import { createEditedPlace } from './editors/edited-place.ts';
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
import { rowsMeant, setSelected } from './staging/selected-rows.ts';
import { useEditShortcuts } from './staging/use-edit-shortcuts.ts';
import { useGridEditing } from './staging/use-grid-editing.tsx';
import { useLeadingRows, useSavedRows } from './staging/use-leading-rows.ts';
import { useReadAgain } from './staging/use-read-again.ts';
import { useRowCommands } from './staging/use-row-commands.tsx';
import { useStaging } from './staging/use-staging.ts';
import { useColumnContext } from './use-column-context.ts';
import { useColumnLook } from './use-column-look.ts';
import { useGridMenu } from './use-grid-menu.ts';
import { useModelRows } from './use-model-rows.ts';
import { type RowStatus, useRowStatus } from './use-row-status.ts';
import { useSelectedRow } from './use-selected-row.ts';
import { useViewQuery } from './use-view-query.ts';
import { MovedNotice, SlowSortNotice, StoppedNotice } from './view-notice.tsx';

/** The grid of a model with everything around it. */
export function ModelRowsView({ view, model }: { view: ModelView; model: Model }) {
  const { storage, search, change } = view;
  const api = useApi();
  const client = useClient();
  const queryClient = useQueryClient();
  const { id: project } = useProject();
  const grid = useRef<GridHandle<ModelRow>>(null);

  const shown = useViewQuery(view, model);
  const { query, conditions, setConditions, sort, setSort, hidden, hide, fields, isNarrowed, showAll } = shown;
  const { rows, report, progress, isRestored } = useModelRows(storage, query, shown.columnNames);
  const status = useRowStatus(rows);

  const staging = useStaging(storage, model);
  const { staged, lookup } = staging;
  useLeadingRows(rows, staged.newRows);
  const hasOwnChildren = model.incoming.some(({ fromModel }) => fromModel === model.id);
  const marks = useSavedRows(rows, { storage, model: model.id, hasOwnChildren }, staged.onSaved, shown.watched);
  lookup.set(staged, marks.saved);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another function says that the answers may be others.
  const rowVersion = useMemo(() => (row: ModelRow) => lookup.version(row), [lookup, staged, marks.saved]);

  const [generation, setGeneration] = useState(0);
  const context = useColumnContext(storage, model, generation);
  const [ownWidths, setWidth] = useColumnWidths(storage, model.id);
  const look = useColumnLook(`${storage}/${model.id}`, model.fields, rows, status);
  const columns = useMemo(
    () =>
      look === null
        ? null
        : modelColumns(fields, model, { ...look, widths: { ...look.widths, ...ownWidths } }, context, lookup),
    [fields, model, look, ownWidths, context, lookup],
  );

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
  const [filterField, setFilterField] = useState<string | null>(null);

  const commands = useRowCommands({ storage, model, fields, staging, grid });
  const [place] = useState(createEditedPlace);
  const editing = useGridEditing({ storage, model, context, staging, commands, place });
  const [left] = useState(() => new Map<string, Draft>());
  // An open editor is part of what is saved.
  useCommitBeforeSave(() => grid.current?.finishEdit() !== false);
  useEditShortcuts({ staging, commands, grid });

  const { clear: clearMarks } = marks;
  const { forgetSaved } = staged;
  const readAgain = useCallback(() => {
    // What was saved stands in its own place from now on.
    forgetSaved();
    clearMarks();
  }, [forgetSaved, clearMarks]);
  useReadAgain({ storage, model: model.id, query, rows, isRestored, onReadAgain: readAgain });

  async function refresh(): Promise<void> {
    try {
      await client.models.start({ project, storage });
    } catch (error) {
      notify({ kind: 'error', message: toAppError(error).message });
    }
    readAgain();
    rows.reload();
    setGeneration((known) => known + 1);
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: api.models.key() }),
      queryClient.invalidateQueries({ queryKey: api.rows.key() }),
      queryClient.invalidateQueries({ queryKey: api.files.related.key() }),
    ]);
  }
  useShortcut('F5', 'Refresh', () => void refresh());

  const meantRows = () => rowsMeant(grid.current, places.get()?.row);
  const onMenu = useGridMenu({
    model,
    view: shown,
    context,
    staging,
    commands,
    grid,
    meantRows,
    filterBy: setFilterField,
    open: selected.open,
  });

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
        readOnlyReason={staged.readOnlyReason}
        onAdd={commands.addRow}
        onDuplicate={() => {
          const meant = meantRows();
          commands.duplicate(meant.rows, meant.missing);
        }}
        onDelete={() => {
          const meant = meantRows();
          commands.remove(meant.rows, meant.missing);
        }}
        onSetNull={() => setSelected(grid.current, commands, 'null')}
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
      <MovedNotice count={marks.moved} onRefresh={() => void refresh()} />
      {status.hasAnswer && status.error !== null && (
        <StaleNotice error={toAppError(status.error)} onRetry={() => rows.retry()} />
      )}
      <div className={classes.grid}>
        {columns !== null && (
          <Grid
            label={model.caption}
            rows={rows}
            columns={columns}
            sort={shown.gridSort}
            handle={grid}
            initialColumn={search.column}
            onSort={(field, add) => setSort(nextSort(sort, field, add))}
            onResize={setWidth}
            onOpen={selected.open}
            onPreview={selected.open}
            onPlace={onPlace}
            editing={editing}
            rowState={lookup.rowState}
            rowVersion={rowVersion}
            loadText={async (row, field, signal) => {
              if (lookup.value(row, field) !== null) throw new Error('This value is copied once it is saved');
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
            onMenu={onMenu}
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
          staging={staging}
          place={place}
          left={left}
          tab={search.tab ?? 'fields'}
          onTab={(tab) => change({ tab: tab === 'fields' ? undefined : tab })}
          onStep={(by) => grid.current?.moveRow(by)}
          onClose={() => {
            selected.close();
            grid.current?.focus();
          }}
        />
      )}
      {commands.dialogs}
      <SelectionStatus places={places} report={report} />
    </div>
  );
}

/** The best number known: what the grid has seen of the end, what was counted, what was guessed. */
function shownCount(status: RowStatus, progress: ViewProgress | undefined): Count | null {
  const { storedCount } = status;
  if (status.isCountExact) return { kind: 'exact', value: storedCount };
  if (progress?.count.kind === 'exact') return progress.count;
  if (status.isPaused) return { kind: 'atLeast', value: storedCount };
  return progress?.count ?? null;
}
