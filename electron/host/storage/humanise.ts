/**
 * A store's own name for people: `order_lines` → `Order lines`, `OrderLine` → `Order line`, `HTTPLog` → `HTTP log`.
 * A name that is not made of words stays as it is.
 */
export function humanise(name: string): string {
  const words = name
    .replace(/[_\-.]+/g, ' ')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .trim()
    .split(/\s+/);
  const text = words
    .map((word, position) => (isAcronym(word) ? word : position === 0 ? capitalise(word) : word.toLowerCase()))
    .join(' ');
  return text === '' ? name : text;
}

function isAcronym(word: string): boolean {
  return /^[\p{Lu}\p{N}]{2,}$/u.test(word);
}

function capitalise(word: string): string {
  const [first = '', ...rest] = word;
  return first.toUpperCase() + rest.join('').toLowerCase();
}
