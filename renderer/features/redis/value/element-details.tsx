import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { KeyDetails } from '../../../../shared/contract/redis.ts';
import { type Cell, cellText, isWhole } from '../../../../shared/domain/cell.ts';
import { toAppError, useApi } from '../../../host/index.ts';
import { Details, ErrorState, formatBytes, IconButton, SegmentedControl, Skeleton } from '../../../ui/index.ts';
import { copyToClipboard } from '../copy.ts';
import type { DatabaseRef } from '../keys-view.ts';
import { type ElementType, pairsOf, shapes } from './element-columns.tsx';
import classes from './element-details.module.css';
import type { ElementRow } from './element-source.ts';
import { HexView, hexOfText } from './hex-view.tsx';
import { JsonView } from './json-view.tsx';
import { bytesLabel, visibleText } from './shown-cell.tsx';
import { type ViewName, viewsOf } from './views.ts';

export interface ElementDetailsProps {
  database: DatabaseRef;
  details: KeyDetails;
  type: ElementType;
  row: ElementRow;
  onClose: () => void;
}

interface Part {
  readonly label: string;
  readonly cell: Cell;
  /** As `values.get` counts. */
  readonly column: number;
}

/** One element with its whole values, however long; what the grid holds only the beginning of is read. */
export function ElementDetails({ database, details, type, row, onClose }: ElementDetailsProps) {
  const { one } = shapes[type];
  return (
    <Details
      title={titleOf(type, row)}
      subtitle={`${one[0]?.toUpperCase()}${one.slice(1)} of ${details.label}`}
      onClose={onClose}
    >
      {partsOf(type, row).map(({ label, cell, column }) => (
        <section key={column} className={classes.part} aria-label={label}>
          {isWhole(cell) ? (
            <WholeValue label={label} cell={cell} />
          ) : (
            <LoadedValue database={database} keyName={details.key} at={row.at} column={column} label={label} />
          )}
        </section>
      ))}
    </Details>
  );
}

function titleOf(type: ElementType, { cells, at }: ElementRow): string {
  if (type === 'list') return `Item ${at}`;
  const first = cells[0] ?? '';
  return first !== null && typeof first === 'object' && 'hex' in first ? bytesLabel(first.hex) : cellText(first);
}

function partsOf(type: ElementType, { cells }: ElementRow): Part[] {
  if (type !== 'stream') {
    return shapes[type].columns.map(({ id }, column) => ({ label: id, cell: cells[column] ?? null, column }));
  }
  return pairsOf(cells).map(([field, value], index) => ({
    label: cellText(field),
    cell: value,
    column: index * 2 + 2,
  }));
}

function LoadedValue({
  database,
  keyName,
  at,
  column,
  label,
}: {
  database: DatabaseRef;
  keyName: string;
  at: string;
  column: number;
  label: string;
}) {
  const api = useApi();
  const query = useQuery(api.redis.values.get.queryOptions({ input: { ...database, key: keyName, at, column } }));
  if (query.isError) {
    return <ErrorState error={toAppError(query.error)} onRetry={() => void query.refetch()} isCompact />;
  }
  if (!query.data) return <Skeleton width="70%" height={12} />;
  return <WholeValue label={label} cell={query.data.cell} />;
}

function WholeValue({ label, cell }: { label: string; cell: Cell }) {
  const isBytes = cell !== null && typeof cell === 'object' && cell.kind === 'bytes';
  const isTooBig = cell !== null && typeof cell === 'object' && cell.kind === 'cut';
  const text = isBytes || isTooBig ? null : cellText(cell);
  const hex = useMemo(() => (isBytes ? cell.hex : text === null ? '' : null), [isBytes, cell, text]);
  const views = useMemo(() => viewsOf(text, true), [text]);
  const [chosen, setChosen] = useState<ViewName | null>(null);
  const view = chosen ?? views.initial;
  if (isTooBig) {
    return (
      <>
        <h3 className={classes.label}>{label}</h3>
        <p className={classes.note}>{formatBytes(cell.sizeBytes)}: too big to be shown here</p>
      </>
    );
  }
  const sizeBytes = hex === null ? new TextEncoder().encode(text ?? '').length : hex.length / 2;
  return (
    <>
      <div className={classes.head}>
        <h3 className={classes.label}>{label}</h3>
        <span className={classes.size}>{formatBytes(sizeBytes)}</span>
        {views.choices.length > 1 && (sizeBytes > 24 || views.json !== null) && (
          <SegmentedControl label={`View of ${label}`} value={view} choices={views.choices} onChange={setChosen} />
        )}
        <IconButton
          label={`Copy ${label}`}
          icon="copy"
          iconSize={14}
          onClick={() => void copyToClipboard(text ?? hex ?? '', 'Value')}
        />
      </div>
      {view === 'json' && views.json !== null ? (
        <JsonView text={views.json} className={classes.boxed} />
      ) : view === 'hex' ? (
        <HexView sizeBytes={sizeBytes} source={hex ?? hexOfText(text ?? '')} className={classes.boxed} />
      ) : (
        <div className={classes.text}>{visibleLines(text ?? '')}</div>
      )}
    </>
  );
}

function visibleLines(text: string) {
  return text.split(/(\n)/).map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text never change places.
    part === '\n' ? part : <span key={index}>{visibleText(part)}</span>,
  );
}
