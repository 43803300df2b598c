import { orderRows as orderAnyRows } from '../../order-rows.ts';
import { wholeCell } from './exact-value.ts';
import type { PlannedField, PlannedRow } from './write-plan.ts';
import type { WriteRelation } from './write-table.ts';

/** The order in which the rows of a plan are tried. */
export function orderRows(rows: readonly PlannedRow[], relations: readonly WriteRelation[]): readonly PlannedRow[] {
  const related = relations.map(({ fromModel, fromFields, toModel, onDelete }) => ({
    fromModel,
    fromFields,
    toModel,
    cascades: onDelete === 'CASCADE',
  }));
  return orderAnyRows<Insert, Update, Delete>(rows, related, {
    cellOf: (field) => {
      // The rows of a plan have no other fields.
      const { value } = field as PlannedField;
      return value.kind === 'stored' ? wholeCell(value.value) : undefined;
    },
    insertedBy: (field) => {
      const { value } = field as PlannedField;
      return value.kind === 'inserted' ? value.change : null;
    },
    // Foreign keys are looked at when all rows are there.
    canWait: () => true,
    putOff: withoutCircle,
  });
}

type Update = Extract<PlannedRow, { kind: 'update' }>;
type Insert = Extract<PlannedRow, { kind: 'insert' }>;
type Delete = Extract<PlannedRow, { kind: 'delete' }>;

/** What refers to a row that is not there yet gets a stopgap, and its value later. */
function withoutCircle(row: Insert, isEarly: (field: PlannedField) => boolean): Insert {
  const early = row.fields.filter(isEarly);
  if (early.length === 0) return row;
  return {
    ...row,
    fields: row.fields.map((field) => (isEarly(field) ? { ...field, value: { kind: 'stopgap' } } : field)),
    later: early,
  };
}
