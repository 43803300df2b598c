/** Longer words of a store are cut: they stand beside a field. */
const shownCharacters = 240;

/**
 * What the server said, for a person: one line of bounded length that starts like a sentence. Control characters and what
 * turns the direction of a text round are left out.
 */
export function storeWords(text: string): string {
  const line = text.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g, ' ').trim();
  const cut = line.length <= shownCharacters ? line : `${wellFormed(line.slice(0, shownCharacters))}…`;
  const sentence = cut.replace(/\.$/, '');
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

/** A value or a name inside a sentence. */
export function shownWord(text: string, limit = 60): string {
  return text.length <= limit ? text : `${wellFormed(text.slice(0, limit))}…`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.slice(0, -1);
}
