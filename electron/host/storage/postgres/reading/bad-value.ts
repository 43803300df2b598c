import { readPgError } from '../connection/pg-error.ts';

/** The server refuses a text that is no value of its type, or fails to work a value out: the two look alike. */
export function isBadValue(error: unknown): boolean {
  return readPgError(error)?.sqlState.startsWith('22') === true;
}
