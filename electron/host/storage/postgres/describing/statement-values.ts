import type { Sql } from '../sql-text.ts';

/** Parameters of one statement as they come. */
export function collectValues(): { readonly bind: (value: string | null) => string; statement(text: string): Sql } {
  const values: (string | null)[] = [];
  return {
    bind: (value) => `$${values.push(value)}`,
    statement: (text) => ({ text, values }),
  };
}
