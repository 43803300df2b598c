import type { Field, Model } from '../../../../shared/domain/catalog.ts';
import { type Cell, isWhole } from '../../../../shared/domain/cell.ts';
import type { FieldValue, NewValue } from '../../../../shared/domain/change-set.ts';
import { storeGives } from './new-row.ts';

export interface Duplicate {
  readonly fields: readonly FieldValue[];
  /** Fields left to the default because their value can't be copied. */
  readonly left: readonly string[];
}

/**
 * The fields of a copy of a row. The store numbers its key anew; what only it can write is left to it.
 * @param held what the row holds, staged edits included; `undefined` where it is not known whole.
 */
export function duplicateFields(
  model: Pick<Model, 'fields'>,
  held: (field: Field) => NewValue | Cell | undefined,
): Duplicate {
  const fields: FieldValue[] = [];
  const left: string[] = [];
  for (const field of model.fields) {
    if (field.generated || (field.inKey && storeGives(field))) continue;
    const given = held(field);
    const value = given === undefined ? undefined : asNewValue(given);
    if (value === undefined || isOddText(field, value)) left.push(field.name);
    else fields.push({ field: field.name, value });
  }
  return { fields, left };
}

function asNewValue(given: NewValue | Cell): NewValue | undefined {
  if (given === null || typeof given !== 'object') return { kind: 'cell', cell: given };
  switch (given.kind) {
    case 'cut':
      return undefined;
    case 'real':
    case 'bytes':
      return isWhole(given) ? { kind: 'cell', cell: given } : undefined;
    default:
      return given;
  }
}

/** Text that is no text comes as bytes; written back it would be bytes. */
function isOddText({ type }: Field, value: NewValue): boolean {
  const isBytes =
    value.kind === 'cell' && value.cell !== null && typeof value.cell === 'object' && value.cell.kind === 'bytes';
  return isBytes && type !== 'bytes' && type !== 'any';
}
