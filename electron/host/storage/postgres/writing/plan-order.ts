import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import { orderRows as orderAnyRows } from '../../order-rows.ts';
import type { PgForeignKey } from '../table.ts';
import { wholeCell } from './exact-value.ts';
import type { PlannedDelete, PlannedField, PlannedInsert, PlannedRow, PlannedUpdate } from './write-plan.ts';
import type { WriteTable } from './write-table.ts';

/** The order in which the rows of a plan are tried. */
export function orderRows(
  rows: readonly PlannedRow[],
  relations: readonly PgForeignKey[],
  tables: ReadonlyMap<string, WriteTable>,
): readonly PlannedRow[] {
  const cells = new Map<object, WholeCell>();
  for (const row of rows) {
    const columns = tables.get(row.table)?.table.columns;
    if (row.kind === 'delete') continue;
    for (const field of row.fields) {
      const column = columns?.get(field.field);
      if (field.typed !== undefined) cells.set(field, field.typed);
      else if (field.value.kind === 'stored' && column) cells.set(field, wholeCell(column, field.value.value));
    }
  }
  const related = relations.map(({ fromModel, fromFields, toModel, onDelete }) => ({
    fromModel,
    fromFields,
    toModel,
    cascades: onDelete === 'cascade',
  }));
  return orderAnyRows<PlannedInsert, PlannedUpdate, PlannedDelete>(rows, related, {
    cellOf: (field) => cells.get(field),
    insertedBy: (field) => {
      // The rows of a plan have no other fields.
      const { value } = field as PlannedField;
      return value.kind === 'inserted' ? value.change : null;
    },
    canWait: (row, { field }) => tables.get(row.table)?.table.columns.get(field)?.notNull !== true,
    putOff: withoutCircle,
  });
}

/** What refers to a row that is not there yet gets a stopgap, and its value later. */
function withoutCircle(row: PlannedInsert, isEarly: (field: PlannedField) => boolean): PlannedInsert {
  const early = row.fields.filter(isEarly);
  if (early.length === 0) return row;
  return {
    ...row,
    fields: row.fields.map((field) => (isEarly(field) ? { ...field, value: { kind: 'stopgap' } } : field)),
    later: early,
  };
}
