import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import type { Field, Model } from '../../../shared/domain/catalog.ts';
import { type Cell, cellText } from '../../../shared/domain/cell.ts';
import { encodeRowKey } from '../../../shared/domain/row-key.ts';
import { toAppError, useApi, useProject } from '../../host/index.ts';
import { Details, ErrorState, IconButton, Skeleton, Tabs } from '../../ui/index.ts';
import { FileThumbnail, RowFiles } from '../files/index.ts';
import type { Draft } from './editors/draft.ts';
import type { EditedPlace } from './editors/edited-place.ts';
import type { ColumnContext } from './model-columns.tsx';
import { cellOf, type ModelRow } from './model-row.ts';
import type { DetailTab } from './model-search.ts';
import { RelatedRowsList } from './related-rows.tsx';
import { newRowTitle, RowForm } from './row-form.tsx';
import type { Staging } from './staging/use-staging.ts';
import type { ShownRow } from './use-selected-row.ts';

export interface RowDetailsProps {
  storage: string;
  model: Model;
  row: ShownRow;
  context: ColumnContext;
  staging: Staging;
  /** What is edited in the grid at the moment. */
  place: EditedPlace;
  /** Texts of the form that could not be staged. */
  left: Map<string, Draft>;
  tab: DetailTab;
  onTab: (tab: DetailTab) => void;
  /** Moves the grid's active row. */
  onStep: (by: number) => void;
  onClose: () => void;
}

/** All of one row, beside the grid. */
export function RowDetails(props: RowDetailsProps) {
  const { storage, model, row, context, staging, tab, onTab, onStep, onClose } = props;
  const api = useApi();
  const { id: project, files } = useProject();
  const { key, known } = row;
  const query = useQuery(
    api.rows.get.queryOptions({
      input: { project, storage, model: model.id, key: key ?? [null] },
      enabled: key !== null,
      placeholderData: keepPreviousData,
    }),
  );
  const read = query.data;
  const isOfThisRow = read !== undefined && !query.isPlaceholderData;
  const related = useQuery(
    api.rows.related.list.queryOptions({
      input: { project, storage, model: model.id, key: key ?? [null] },
      // Nobody waits for counts that are not shown.
      enabled: key !== null && tab === 'related',
    }),
  );

  const fieldCell = (field: Field): Cell | undefined => {
    const place = isOfThisRow ? read.columns.indexOf(field.name) : -1;
    if (place !== -1) return read?.cells[place];
    return known === undefined ? undefined : cellOf(known, field.name);
  };
  const newId = known?.newId ?? null;
  const title = newId !== null ? newRowTitle(newId) : isOfThisRow ? read.caption : captionFrom(model, known);
  const formRow = useMemo<ModelRow>(() => {
    if (read !== undefined && isOfThisRow && key !== null) {
      const places = new Map(read.columns.map((column, at) => [column, at]));
      return { id: encodeRowKey(key), newId: null, key, cells: read.cells, places };
    }
    const id = key === null ? null : encodeRowKey(key);
    return known ?? { id, newId: null, key, cells: [], places: new Map() };
  }, [read, isOfThisRow, key, known]);
  // Whoever runs through the rows sees the forms of those they stop at.
  const shownRow = useDeferredValue(formRow);
  const relations = model.outgoing.length + model.incoming.length;
  const hasRelated = key !== null && relations > 0;
  const hasFiles = key !== null && files.length > 0;
  const shownTab = (tab === 'related' && !hasRelated) || (tab === 'files' && !hasFiles) ? 'fields' : tab;
  const shownRelated = related.data?.reduce(
    (sum, one) => sum + (one.direction === 'out' ? Number(one.key !== null) : Number((one.count?.value ?? 0) > 0)),
    0,
  );
  return (
    <Details
      title={title ?? <Skeleton width={160} height={18} />}
      subtitle={
        key === null
          ? newId === null
            ? model.caption
            : `${model.caption}, not saved`
          : `${model.caption} ${key.map(cellText).join(', ')}`
      }
      image={<RowImage model={model} fieldCell={fieldCell} />}
      actions={
        <>
          <IconButton label="Previous row" icon="chevronUp" onClick={() => onStep(-1)} />
          <IconButton label="Next row" icon="chevronDown" onClick={() => onStep(1)} />
        </>
      }
      onClose={onClose}
    >
      <Tabs
        label="Row details"
        value={shownTab}
        tabs={[
          { value: 'fields', label: 'Fields' },
          ...(hasRelated
            ? [
                {
                  value: 'related' as const,
                  label: 'Related',
                  detail: shownRelated === undefined ? undefined : String(shownRelated),
                },
              ]
            : []),
          ...(hasFiles ? [{ value: 'files' as const, label: 'Files' }] : []),
        ]}
        onChange={onTab}
      >
        {shownTab === 'related' && key !== null ? (
          <RelatedRowsList storage={storage} query={related} />
        ) : shownTab === 'files' && key !== null ? (
          <RowFiles key={encodeRowKey(key)} storage={storage} model={model.id} rowKey={key} />
        ) : query.isError && read === undefined ? (
          <ErrorState error={toAppError(query.error)} onRetry={() => void query.refetch()} isCompact />
        ) : (
          <RowForm
            key={shownRow.id}
            storage={storage}
            model={model}
            row={shownRow}
            context={context}
            staging={staging}
            place={props.place}
            left={props.left}
          />
        )}
      </Tabs>
    </Details>
  );
}

function captionFrom(model: Model, known: ModelRow | undefined): string | null {
  if (known === undefined || model.captionField === null) return null;
  const cell = cellOf(known, model.captionField);
  return cell === undefined || cell === null ? null : cellText(cell);
}

function RowImage({ model, fieldCell }: { model: Model; fieldCell: (field: Field) => Cell | undefined }) {
  const field = model.fields.find(({ file }) => file !== null);
  if (field === undefined || field.file === null) return null;
  const id = fieldCell(field);
  if (typeof id !== 'string' || !/^[0-9a-f]{32}$/.test(id)) return null;
  return <FileThumbnail key={id} file={{ ...field.file, id }} box={40} />;
}
