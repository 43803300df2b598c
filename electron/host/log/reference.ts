import { randomInt } from 'node:crypto';

/** Without letters that are mistaken for digits when read aloud. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** @returns eight characters that stand beside an error in the window and in the log, and nowhere else. */
export function newReference(): string {
  return Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('');
}
