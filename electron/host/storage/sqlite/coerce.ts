import type { WholeCell } from '../../../../shared/domain/cell.ts';
import { coerceCell } from '../../../../shared/domain/coerce-cell.ts';
import { realText, realValue } from '../query/real-text.ts';
import type { Affinity } from './field-type.ts';
import type { StoredValue } from './protocol.ts';

export { coerceCell };

/** The same for a stored value; a real in a text column stays a real. */
export function coerceStored(value: StoredValue, affinity: Affinity): StoredValue {
  if (value === null || typeof value === 'object') return value;
  const cell: WholeCell = typeof value === 'number' ? { kind: 'real', text: realText(value) } : value;
  const coerced = coerceCell(cell, affinity);
  if (coerced === undefined || coerced === null || typeof coerced === 'boolean') return value;
  if (typeof coerced !== 'object') return coerced;
  return coerced.kind === 'real' ? realValue(coerced.text) : value;
}
