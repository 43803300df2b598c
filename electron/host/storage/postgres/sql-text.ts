/**
 * One statement. Values are bound as text and without a cast, so that the server infers their types and refuses what does
 * not fit; bytes are given in the hex form of `bytea` (`\x00ff`). Nothing a person typed, no name and no value of a row
 * ever stands in `text`, but for names that went through {@link quoteName}.
 */
export interface Sql {
  readonly text: string;
  /** For `$1`, `$2`, … */
  readonly values: readonly (string | null)[];
}

/** A name as it stands in SQL, whatever it holds. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `schema.name` as it stands in SQL. */
export function quoteQualified(schema: string, name: string): string {
  return `${quoteName(schema)}.${quoteName(name)}`;
}
