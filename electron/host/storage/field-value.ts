import type { Field } from '../../../shared/domain/catalog.ts';
import type { WholeCell } from '../../../shared/domain/cell.ts';

const integer = /^-?\d{1,19}$/;
const number = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * A value as a field of this type stores it. A reference may hold its target's key in another form: `'5'` in a text
 * column that refers to an integer key. What has no such form stays as it is.
 */
export function asFieldValue(field: Pick<Field, 'type'>, value: WholeCell): WholeCell {
  if (typeof value === 'string' && (field.type === 'integer' || field.type === 'boolean'))
    return integer.test(value) ? BigInt(value) : value;
  if (typeof value === 'string' && (field.type === 'real' || field.type === 'decimal')) {
    if (integer.test(value)) return BigInt(value);
    return number.test(value) ? { kind: 'real', text: value } : value;
  }
  if (typeof value === 'bigint' && field.type === 'text') return value.toString();
  return value;
}

/** The values a person may mean by typing this text where a field of this type is asked for. */
export function typedValues(field: Pick<Field, 'type'>, text: string): readonly WholeCell[] {
  switch (field.type) {
    case 'integer':
    case 'boolean':
    case 'real':
    case 'decimal': {
      const value = asFieldValue(field, text.trim());
      return typeof value === 'string' ? [] : [value];
    }
    case 'bytes':
      return /^(?:[0-9a-f]{2})+$/i.test(text) ? [{ kind: 'bytes', hex: text.toLowerCase() }] : [];
    case 'any': {
      const value = asFieldValue({ type: 'integer' }, text.trim());
      return typeof value === 'string' ? [text] : [text, value];
    }
    case 'text':
    case 'date':
    case 'time':
    case 'datetime':
    case 'json':
      return [text];
  }
}
