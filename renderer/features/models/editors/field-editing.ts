import type { Field, Model } from '../../../../shared/domain/catalog.ts';
import type { Cell } from '../../../../shared/domain/cell.ts';
import type { BaseValue, NewValue } from '../../../../shared/domain/change-set.ts';
import type { ColumnContext } from '../model-columns.tsx';
import type { ModelRow } from '../model-row.ts';
import { storeGives } from '../staging/new-row.ts';
import { type EditSubject, editableValue } from './draft.ts';

/** One field of one row that can be edited, in a cell or in the form. */
export interface FieldEditing {
  readonly storage: string;
  readonly model: Model;
  readonly field: Field;
  readonly row: ModelRow;
  /** What is stored; `undefined` for a new row. */
  readonly stored: Cell | undefined;
  readonly staged: NewValue | null;
  readonly context: ColumnContext;
  /** False when it was refused, which the person was told. `base`: what a big value was when it was loaded. */
  readonly stage: (value: NewValue, base?: BaseValue) => boolean;
}

export function subjectOf({ field, row, stored, staged }: FieldEditing): EditSubject {
  const isNew = row.newId !== null;
  const fresh: NewValue = storeGives(field) || !field.nullable ? { kind: 'default' } : { kind: 'cell', cell: null };
  return { field, isNew, value: isNew ? (staged ?? fresh) : editableValue(stored, staged) };
}

/** Why there is no `Set NULL` here; `null` when there is one. */
export function nullRefusal(field: Field): string | null {
  return field.nullable ? null : `${field.name} takes no NULL`;
}

/** `Set DEFAULT` means something here: the store gives a value, or the row is new. */
export function takesDefault(field: Field, isNew: boolean): boolean {
  return field.defaultText !== null || (isNew && storeGives(field));
}
