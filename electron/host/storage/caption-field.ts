import type { Field } from '../../../shared/domain/catalog.ts';

/** Names whose value a person would call the row by, the best first. */
const captionNames = [
  'caption',
  'display_name',
  'full_name',
  'name',
  'title',
  'label',
  'headline',
  'subject',
  'username',
  'user_name',
  'login',
  'nickname',
  'email',
  'number',
  'code',
  'slug',
  'sku',
  'reference',
  'filename',
  'file_name',
  'path',
  'url',
  'description',
  'text',
  'key',
];

const textual = new Set<Field['type']>(['text', 'any']);

/** The field whose value stands for a row; `null` when none reads like one. */
export function findCaptionField(fields: readonly Field[]): string | null {
  const candidates = fields.filter(
    (field) => textual.has(field.type) && field.reference === null && field.file === null,
  );
  const named = (name: string) => candidates.find((field) => snake(field.name) === name);
  for (const name of captionNames) {
    const exact = named(name);
    if (exact) return exact.name;
  }
  // `invoice_number`, `product_name`: the same words with the thing before them.
  for (const name of captionNames) {
    const ending = candidates.find((field) => snake(field.name).endsWith(`_${name}`));
    if (ending) return ending.name;
  }
  return candidates.find((field) => field.type === 'text' && !field.inKey)?.name ?? null;
}

function snake(name: string): string {
  return name.replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1_$2').toLowerCase();
}
