import type { MouseEvent } from 'react';
import type { Field, Model } from '../../../shared/domain/catalog.ts';
import { cellText, isWhole, type WholeCell } from '../../../shared/domain/cell.ts';
import type { CellSurroundings, GridColumn } from '../../grid/index.ts';
import { DefaultBadge, formatBytes, Icon } from '../../ui/index.ts';
import type { CaptionStore } from './caption-store.ts';
import { alignsEnd, cellValue, describeCell } from './cell-value.tsx';
import classes from './cells.module.css';
import type { ColumnLook } from './column-look.ts';
import { FileCell } from './file-cell.tsx';
import type { ModelRow } from './model-row.ts';
import { ReferenceCell } from './reference-cell.tsx';
import { newRowName } from './staging/new-row-name.ts';
import { problemText, type ShownField, type StagedLookup } from './staging/staged-lookup.ts';

const fileId = /^[0-9a-f]{32}$/;

/** What columns need to know of their surroundings. All of it stays the same while the screen is shown. */
export interface ColumnContext {
  readonly captions: (field: string) => CaptionStore;
  /** Address of the row that a value of this field names. */
  readonly referencePath: (field: Field, value: WholeCell) => string | null;
  readonly follow: (path: string, options?: { readonly newTab: boolean }) => void;
  /** Address of the file that a value of this field names. */
  readonly filePath: (field: Field, id: string) => string;
}

export function modelColumns(
  fields: readonly Field[],
  model: Model,
  look: ColumnLook,
  context: ColumnContext,
  lookup: StagedLookup,
): GridColumn<ModelRow>[] {
  return fields.map((field) => ({
    id: field.name,
    title: field.name,
    width: look.widths[field.name] ?? 150,
    alignsEnd: alignsEnd(field) || look.numeric.has(field.name),
    isSortable: field.type !== 'bytes',
    hint: columnHint(field),
    mark: markOf(field, model),
    render: (row, cell) => drawCell(field, lookup.shown(row, field), cell, context),
    describe: (row) => describe(field, row, context, lookup),
    state: (row) => lookup.cellState(row, field.name),
    copyText: (row) => copyText(lookup.shown(row, field)),
    follow: (row) => {
      const path = pathOf(field, lookup.shown(row, field), context);
      if (path !== null) context.follow(path);
    },
  }));
}

function drawCell(field: Field, shown: ShownField, surroundings: CellSurroundings, context: ColumnContext) {
  switch (shown.kind) {
    case 'unread':
      return null;
    case 'default':
      return <DefaultBadge />;
    case 'needed':
      return <span className={classes.needed}>needs a value</span>;
    case 'inserted':
      return <span className={classes.start}>{newRowName(shown.change)}</span>;
    case 'upload':
      return (
        <span className={classes.start}>
          {formatBytes(shown.sizeBytes)} of {shown.as}
        </span>
      );
    case 'cell':
      break;
  }
  const { cell } = shown;
  if (cell !== null && isWhole(cell)) {
    if (field.file !== null && typeof cell === 'string' && fileId.test(cell)) {
      return <FileCell id={cell} root={field.file.root} storage={field.file.storage} />;
    }
    const path = context.referencePath(field, cell);
    if (path !== null) {
      const onFollow = (event: MouseEvent) => {
        event.preventDefault();
        context.follow(path, { newTab: event.ctrlKey || event.metaKey });
      };
      return <ReferenceCell value={cell} captions={context.captions(field.name)} href={path} onFollow={onFollow} />;
    }
  }
  return cellValue(field, cell, surroundings);
}

/** `null` asks for the whole value to be read. */
function copyText(shown: ShownField): string | null {
  switch (shown.kind) {
    case 'cell':
      return isWhole(shown.cell) ? cellText(shown.cell) : null;
    case 'unread':
    case 'upload':
      return null;
    case 'default':
    case 'needed':
    case 'inserted':
      return '';
  }
}

function describe(field: Field, row: ModelRow, context: ColumnContext, lookup: StagedLookup): string | undefined {
  const problem = lookup.problem(row, field.name);
  const shown = lookup.shown(row, field);
  const cell = shown.kind === 'cell' ? shown.cell : null;
  const value =
    cell === null
      ? undefined
      : field.reference !== null && isWhole(cell)
        ? (context.captions(field.name).get(cell) ?? undefined)
        : describeCell(cell);
  const parts = [value, problem === null ? undefined : problemText(problem)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

function pathOf(field: Field, shown: ShownField, context: ColumnContext): string | null {
  if (shown.kind !== 'cell' || shown.cell === null || !isWhole(shown.cell)) return null;
  const { cell } = shown;
  if (field.file !== null && typeof cell === 'string' && fileId.test(cell)) return context.filePath(field, cell);
  return context.referencePath(field, cell);
}

function columnHint(field: Field): string {
  const parts = [
    field.nativeType || field.type,
    field.inKey ? 'key' : '',
    field.nullable ? '' : 'not NULL',
    field.reference ? `refers to ${field.reference.model}.${field.reference.field}` : '',
    field.generated ? (field.isNumbered === true ? 'numbered by the store' : 'generated') : '',
    field.indexed ? 'indexed' : '',
  ];
  const facts = `${field.name}: ${parts.filter((part) => part !== '').join(', ')}`;
  return field.comment ? `${facts}\n${field.comment}` : facts;
}

function markOf(field: Field, model: Model) {
  const isNamedBy = model.key.kind === 'primary' || model.key.kind === 'unique';
  return field.inKey && isNamedBy ? <Icon name="key" size={13} /> : undefined;
}
