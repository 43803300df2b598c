import { assertNever } from '../../../../../shared/domain/assert-never.ts';
import type { FieldValue } from '../../../../../shared/domain/change-set.ts';
import { brokenUtf8At } from '../../broken-utf8.ts';
import type { PgColumn } from '../table.ts';
import { shownCell, shownValue, storedOf } from './exact-value.ts';
import type { PlannedField } from './write-plan.ts';

export type Planned = { readonly field: PlannedField } | { readonly refusal: string; readonly code: 'type' | 'length' };

export type Uploads = ReadonlyMap<string, Uint8Array>;

/** A field as it will be bound, or why the column can't hold exactly this value. */
export function planField({ field, value, accepts }: FieldValue, column: PgColumn, uploads: Uploads): Planned {
  const shared = { field, ...(accepts === undefined ? {} : { accepts }) };
  switch (value.kind) {
    case 'cell': {
      const stored = storedOf(value.cell, column);
      if ('refusal' in stored) return { refusal: stored.refusal, code: 'type' };
      const refusal = lengthRefusal(stored.value, column);
      if (refusal !== null) return { refusal, code: 'length' };
      const mine = shownCell(column, value.cell);
      return { field: { ...shared, value: { kind: 'stored', value: stored.value }, typed: value.cell, mine } };
    }
    case 'default':
      return { field: { ...shared, value: { kind: 'default' }, typed: undefined, mine: null } };
    case 'inserted':
      return {
        field: {
          ...shared,
          value: { kind: 'inserted', change: value.change, field: value.field },
          typed: undefined,
          mine: null,
        },
      };
    case 'upload': {
      const bytes = uploads.get(value.upload);
      if (!bytes) throw new Error(`The upload ${value.upload} was not read`);
      const loaded = uploadedText(bytes, value.as, column);
      if ('refusal' in loaded) return { refusal: loaded.refusal, code: 'type' };
      const refusal = lengthRefusal(loaded.value, column);
      if (refusal !== null) return { refusal, code: 'length' };
      const typed = value.as === 'text' && column.kind !== 'bytes' ? loaded.value : undefined;
      const mine = shownValue(column.kind === 'bytes' ? column : { kind: 'text' }, loaded.value);
      return { field: { ...shared, value: { kind: 'stored', value: loaded.value }, typed, mine } };
    }
    default:
      return assertNever(value);
  }
}

/**
 * `character varying(3)` and `character(3)` cut spaces off what is too long and refuse anything else, without telling the
 * column.
 */
function lengthRefusal(value: string | null, { nativeType }: PgColumn): string | null {
  const limit = /^character(?: varying)?\((\d+)\)$/.exec(nativeType)?.[1];
  if (limit === undefined || value === null || value.length <= Number(limit)) return null;
  const length = [...value.replace(/ +$/, '')].length;
  return length <= Number(limit) ? null : `At most ${limit} characters, not ${[...value].length}`;
}

function uploadedText(
  bytes: Uint8Array,
  as: 'text' | 'bytes',
  column: PgColumn,
): { readonly value: string } | { readonly refusal: string } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (column.kind === 'bytes') return { value: `\\x${buffer.toString('hex')}` };
  if (as === 'bytes') return { refusal: `Bytes can’t be stored in a column of type ${column.nativeType}` };
  const broken = brokenUtf8At(bytes);
  if (broken !== null) return { refusal: `The file is not UTF-8: byte ${broken + 1} is out of place` };
  const stored = storedOf(buffer.toString('utf8'), column);
  // A text gives a text.
  return 'refusal' in stored ? stored : { value: stored.value ?? '' };
}
