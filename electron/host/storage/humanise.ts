/**
 * A store's own name for people: `order_lines` → `Order lines`, `OrderLine` → `Order line`, `HTTPLog` → `HTTP log`.
 * A name that is not made of words stays as it is.
 */
export function humanise(name: string): string {
  let text = '';
  for (const word of isAscii.test(name) ? asciiWords(name) : words(name)) {
    if (isAcronym.test(word)) text += text === '' ? word : ` ${word}`;
    else text += text === '' ? capitalise(word) : ` ${word.toLowerCase()}`;
  }
  return text === '' ? name : text;
}

const isAscii = /^[\0-\x7f]*$/;
const isAcronym = /^[\p{Lu}\p{N}]{2,}$/u;

function words(name: string): readonly string[] {
  return name
    .replace(/[_\-.]+/g, ' ')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .trim()
    .split(/\s+/);
}

/** The same for the names that nearly all tables have: a list of 20,000 must not wait for its captions. */
function asciiWords(name: string): readonly string[] {
  const found: string[] = [];
  let start = 0;
  for (let at = 0; at <= name.length; at += 1) {
    const isEnd = at === name.length;
    const isBetween = !isEnd && isSeparator(name.charCodeAt(at));
    if (isEnd || isBetween || (at > start && beginsWord(name, at))) {
      if (at > start) found.push(name.slice(start, at));
      start = isBetween ? at + 1 : at;
    }
  }
  return found;
}

/** A capital after a small letter or a digit, or before a small letter when capitals come before it. */
function beginsWord(name: string, at: number): boolean {
  if (!isCapital(name.charCodeAt(at))) return false;
  const before = name.charCodeAt(at - 1);
  return isSmall(before) || isDigit(before) || (isCapital(before) && isSmall(name.charCodeAt(at + 1)));
}

const isSmall = (code: number) => code >= 0x61 && code <= 0x7a;
const isCapital = (code: number) => code >= 0x41 && code <= 0x5a;
const isDigit = (code: number) => code >= 0x30 && code <= 0x39;
/** `_`, `-`, `.` and white space. */
const isSeparator = (code: number) =>
  code === 0x5f || code === 0x2d || code === 0x2e || code === 0x20 || (code >= 0x09 && code <= 0x0d);

function capitalise(word: string): string {
  const first = word === '' ? '' : String.fromCodePoint(word.codePointAt(0) ?? 0);
  return first.toUpperCase() + word.slice(first.length).toLowerCase();
}
