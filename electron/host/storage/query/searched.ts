import type { Field } from '../../../../shared/domain/catalog.ts';

const searchedTypes = new Set<Field['type']>(['text', 'json', 'any', 'date', 'time', 'datetime']);

/** True for fields a search looks into: those that hold text. Numbers and bytes in them never match. */
export function isSearched(field: Pick<Field, 'type'>): boolean {
  return searchedTypes.has(field.type);
}

/** Fields a search leaves out although a person might expect their content to be looked at. */
export function skippedFields(
  fields: readonly Pick<Field, 'name' | 'type'>[],
): readonly { field: string; reason: string }[] {
  return fields
    .filter((field) => field.type === 'bytes')
    .map((field) => ({ field: field.name, reason: 'Bytes are not searched' }));
}
