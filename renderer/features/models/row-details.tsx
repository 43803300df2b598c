import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Field, Model } from '../../../shared/domain/catalog.ts';
import { type Cell, cellText } from '../../../shared/domain/cell.ts';
import { encodeRowKey, type RowKey } from '../../../shared/domain/row-key.ts';
import { toAppError, useApi, useProject } from '../../host/index.ts';
import { Details, ErrorState, FieldList, FieldRow, IconButton, Skeleton, Tabs } from '../../ui/index.ts';
import { FileThumbnail, RowFiles } from '../files/index.ts';
import { FieldValue } from './field-value.tsx';
import type { ColumnContext } from './model-columns.tsx';
import { cellOf, type ModelRow } from './model-row.ts';
import type { DetailTab } from './model-search.ts';
import { RelatedRowsList } from './related-rows.tsx';
import type { ShownRow } from './use-selected-row.ts';

export interface RowDetailsProps {
  storage: string;
  model: Model;
  row: ShownRow;
  context: ColumnContext;
  tab: DetailTab;
  onTab: (tab: DetailTab) => void;
  /** Moves the grid's active row. */
  onStep: (by: number) => void;
  onClose: () => void;
}

/** All of one row, beside the grid. */
export function RowDetails({ storage, model, row, context, tab, onTab, onStep, onClose }: RowDetailsProps) {
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
  const title = isOfThisRow ? read.caption : captionFrom(model, known);
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
      subtitle={key === null ? model.caption : `${model.caption} ${key.map(cellText).join(', ')}`}
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
        ) : query.isError ? (
          <ErrorState error={toAppError(query.error)} onRetry={() => void query.refetch()} isCompact />
        ) : (
          <Fields storage={storage} model={model} rowKey={key} fieldCell={fieldCell} context={context} />
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

interface FieldsProps {
  storage: string;
  model: Model;
  rowKey: RowKey | null;
  fieldCell: (field: Field) => Cell | undefined;
  context: ColumnContext;
}

function Fields({ storage, model, rowKey, fieldCell, context }: FieldsProps) {
  return (
    <FieldList>
      {model.fields.map((field) => {
        const cell = fieldCell(field);
        return (
          <FieldRow
            key={field.name}
            label={field.name}
            title={[field.nativeType || field.type, field.nullable ? '' : 'not NULL'].filter(Boolean).join(', ')}
            isMono={field.type === 'json' || field.type === 'bytes'}
          >
            {cell === undefined ? (
              <Skeleton width="60%" />
            ) : (
              <FieldValue storage={storage} model={model} rowKey={rowKey} field={field} cell={cell} context={context} />
            )}
          </FieldRow>
        );
      })}
    </FieldList>
  );
}
