import type { SavedRow } from '../../../../../shared/domain/change-set.ts';
import type { RowImage, ValueImage } from '../../connector.ts';
import type { FileEncoding } from '../compare-rows.ts';
import type { StoredValue } from '../protocol.ts';
import { imageOf, placeOfRowid, shownValue, valueOfImage, wholeCell } from './exact-value.ts';
import type { ComparedRow, RowOutcome, SavedOutcome } from './writer-protocol.ts';

/** A row as the journal keeps it. */
export function rowImage(outcome: RowOutcome, encoding: FileEncoding): RowImage {
  const { table, key, keyBefore, fields, before, after, change, rowid } = outcome;
  const image = (values: readonly StoredValue[] | null, at: number) =>
    values === null ? null : imageOf(values[at] ?? null, encoding);
  return {
    kind: before === null ? 'insert' : after === null ? 'delete' : 'update',
    model: table,
    key: key.map(wholeCell),
    keyBefore: keyBefore?.map(wholeCell) ?? null,
    followed: change === null,
    fields: fields.map((field, at) => ({ field, before: image(before, at), after: image(after, at) })),
    ...(rowid === undefined ? {} : { place: placeOfRowid(rowid) }),
  };
}

export function savedRow({ change, key, fields, values }: SavedOutcome, encoding: FileEncoding): SavedRow {
  return {
    change,
    key: key?.map(wholeCell) ?? null,
    columns: [...fields],
    cells: values.map((value) => shownValue(value, encoding)),
  };
}

/** An image as it is compared with the store. */
export function comparedRow(image: RowImage): ComparedRow {
  const { model: table, kind, key, keyBefore, fields } = image;
  const value = (given: ValueImage | null) => (given === null ? undefined : valueOfImage(given));
  return {
    table,
    kind,
    key,
    keyBefore,
    fields: fields.map(({ field }) => field),
    before: fields.map(({ before }) => value(before)),
    after: fields.map(({ after }) => value(after)),
  };
}
