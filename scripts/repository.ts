import { fileURLToPath } from 'node:url';

/** The checkout's folder. */
export const repository = fileURLToPath(new URL('..', import.meta.url));

/** An absolute path of something in the checkout. */
export function inRepository(relative: string): string {
  return fileURLToPath(new URL(`../${relative}`, import.meta.url));
}
