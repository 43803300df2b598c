import type { Sql } from '../sql-text.ts';

/** Collects the values of a statement while its text is put together. */
export interface Parameters {
  /** @returns the `$n` that stands for the value in the text. */
  readonly bind: (value: string | null) => string;
  /** The statement with this text. */
  readonly statement: (text: string) => Sql;
}

export function createParameters(): Parameters {
  const values: (string | null)[] = [];
  return {
    bind: (value) => `$${values.push(value)}`,
    statement: (text) => ({ text, values }),
  };
}

/** An array as its type's input takes it: every element quoted, so that no text in it means anything. */
export function arrayLiteral(values: readonly (string | null)[]): string {
  return `{${values
    .map((value) => (value === null ? 'NULL' : `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`))
    .join(',')}}`;
}
