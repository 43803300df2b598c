import type { MouseEvent } from 'react';
import type { Field, Model } from '../../../shared/domain/catalog.ts';
import { cellText, isWhole, type WholeCell } from '../../../shared/domain/cell.ts';
import type { CellSurroundings, GridColumn } from '../../grid/index.ts';
import { Icon } from '../../ui/index.ts';
import type { CaptionStore } from './caption-store.ts';
import { alignsEnd, cellValue, describeCell } from './cell-value.tsx';
import type { ColumnLook } from './column-look.ts';
import { FileCell } from './file-cell.tsx';
import { cellOf, type ModelRow } from './model-row.ts';
import { ReferenceCell } from './reference-cell.tsx';

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
): GridColumn<ModelRow>[] {
  return fields.map((field) => ({
    id: field.name,
    title: field.name,
    width: look.widths[field.name] ?? 150,
    alignsEnd: alignsEnd(field) || look.numeric.has(field.name),
    isSortable: field.type !== 'bytes',
    hint: columnHint(field),
    mark: markOf(field, model),
    render: (row, cell) => drawCell(field, row, cell, context),
    describe: (row) => describe(field, row, context),
    copyText: (row) => {
      const cell = cellOf(row, field.name);
      return cell === undefined || !isWhole(cell) ? null : cellText(cell);
    },
    follow: (row) => {
      const path = pathOf(field, row, context);
      if (path !== null) context.follow(path);
    },
  }));
}

function drawCell(field: Field, row: ModelRow, surroundings: CellSurroundings, context: ColumnContext) {
  const cell = cellOf(row, field.name);
  if (cell === undefined) return null;
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

function describe(field: Field, row: ModelRow, context: ColumnContext): string | undefined {
  const cell = cellOf(row, field.name);
  if (cell === undefined || cell === null) return undefined;
  if (field.reference !== null && isWhole(cell)) return context.captions(field.name).get(cell) ?? undefined;
  return describeCell(cell);
}

function pathOf(field: Field, row: ModelRow, context: ColumnContext): string | null {
  const cell = cellOf(row, field.name);
  if (cell === undefined || cell === null || !isWhole(cell)) return null;
  if (field.file !== null && typeof cell === 'string' && fileId.test(cell)) return context.filePath(field, cell);
  return context.referencePath(field, cell);
}

function columnHint(field: Field): string {
  const parts = [
    field.nativeType || field.type,
    field.inKey ? 'key' : '',
    field.nullable ? '' : 'not NULL',
    field.reference ? `refers to ${field.reference.model}.${field.reference.field}` : '',
    field.generated ? 'generated' : '',
    field.indexed ? 'indexed' : '',
  ];
  return `${field.name}: ${parts.filter((part) => part !== '').join(', ')}`;
}

function markOf(field: Field, model: Model) {
  return field.inKey && model.key.kind === 'primary' ? <Icon name="key" size={13} /> : undefined;
}
