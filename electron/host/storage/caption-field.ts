import type { Field } from '../../../shared/domain/catalog.ts';

/** Names whose value a person would call the row by, the best first; also as the end of a longer one, `invoice_number`. */
const namingWords = [
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
  'slug',
  'sku',
  'filename',
];

/** Good names only when they stand alone: a `postal_code` or a `row_key` is not what a row is called. */
const captionNames = [...namingWords, 'code', 'reference', 'path', 'url', 'key', 'description', 'text'];

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
  for (const name of namingWords) {
    const ending = candidates.find((field) => snake(field.name).endsWith(`_${name}`));
    if (ending) return ending.name;
  }
  // Any other text may be the same in many rows: the key says more.
  return null;
}

function snake(name: string): string {
  return name.replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1_$2').toLowerCase();
}
