import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { Sql } from '../sql-text.ts';

/**
 * What of a text PostgreSQL can't hold: U+0000 at all, and half a surrogate pair, which the driver would store as U+FFFD
 * without a word. `at` counts characters as a person does, from 1. `null` when it can be stored.
 */
export function unstorable(text: string): { readonly what: string; readonly at: number } | null {
  const zero = text.indexOf('\0');
  if (zero !== -1) return { what: 'U+0000', at: [...text.slice(0, zero)].length + 1 };
  if (text.isWellFormed()) return null;
  let at = 0;
  for (const character of text) {
    at += 1;
    if (!character.isWellFormed()) {
      return { what: `half of a character (U+${character.charCodeAt(0).toString(16).toUpperCase()})`, at };
    }
  }
  return null;
}

/** @throws AppError `bad_request` before anything reaches the driver, which would cut such a statement or change it. */
export function checkSql({ text, values }: Sql): void {
  for (const one of [text, ...values]) {
    const problem = one === null ? null : unstorable(one);
    if (problem) {
      throw new AppError(
        'bad_request',
        `PostgreSQL can’t store ${problem.what}, at character ${problem.at} of the text`,
        {
          advice: 'Remove the character.',
        },
      );
    }
  }
  // The protocol counts parameters in 16 bits; the driver would send a wrong count.
  if (values.length > 65_535) throw new Error(`A statement with ${values.length} parameters`);
}
