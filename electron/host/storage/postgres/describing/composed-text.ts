/** The text of an array, a composite, a range or a multirange, in its parts. */
export interface ComposedText {
  /** Brackets, separators and NULLs as they stand, without white space: alike for values of one shape. */
  readonly shape: string;
  /** Values in it, unquoted, in order. */
  readonly leaves: readonly string[];
}

/**
 * Splits the text of an array as PostgreSQL reads it (https://www.postgresql.org/docs/18/arrays.html#ARRAYS-IO); `null` for
 * what is none. Bounds that begin at 1 are left out, as the server does.
 */
export function splitArray(text: string): ComposedText | null {
  const bounds = /^\s*((?:\[\s*[+-]?\d+\s*(?::\s*[+-]?\d+\s*)?\]\s*)+)=\s*/.exec(text);
  const body = bounds ? text.slice(bounds[0].length) : text.trim();
  const named = bounds?.[1]?.replace(/\s+/g, '') ?? '';
  const isPlain = [...named.matchAll(/\[([+-]?\d+)(:?)/g)].every(([, low, colon]) => colon === '' || Number(low) === 1);
  const split = splitLeaves(body, /[{},;]/, { keepsSpace: false });
  if (split === null || !/^\{/.test(split.shape)) return null;
  return { shape: (isPlain ? '' : named) + split.shape, leaves: split.leaves };
}

/** Splits `(a,"b c",)`, `[1,5)` or `{[1,2),[5,6)}`; `null` for what is none. */
export function splitRecord(text: string): ComposedText | null {
  const body = text.trim();
  if (/^empty$/i.test(body)) return { shape: 'empty', leaves: [] };
  const split = splitLeaves(body, /[(),[\]{}]/, { keepsSpace: true });
  return split === null || !/^[([{]/.test(split.shape) ? null : split;
}

/** Quotes and backslashes as arrays, records and ranges have them; doubled quotes inside of quotes are one. */
function splitLeaves(
  text: string,
  separators: RegExp,
  { keepsSpace }: { readonly keepsSpace: boolean },
): ComposedText | null {
  const leaves: string[] = [];
  let shape = '';
  let leaf = '';
  let isQuoted = false;
  let isInside = false;
  const endLeaf = () => {
    const plain = keepsSpace ? leaf : leaf.trim();
    if (!isQuoted && plain.trim() === '') shape += '';
    else if (!isQuoted && !keepsSpace && /^null$/i.test(plain)) shape += 'N';
    else {
      shape += 'v';
      leaves.push(isQuoted ? leaf : plain);
    }
    leaf = '';
    isQuoted = false;
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '\\') {
      at += 1;
      leaf += text[at] ?? '';
      isQuoted = true;
    } else if (sign === '"') {
      if (isInside && text[at + 1] === '"') {
        leaf += '"';
        at += 1;
      } else {
        if (!isInside && !keepsSpace) leaf = leaf.trimStart();
        isInside = !isInside;
        isQuoted = true;
      }
    } else if (isInside) leaf += sign;
    else if (separators.test(sign)) {
      endLeaf();
      shape += sign;
    } else if (!(isQuoted && !keepsSpace && /\s/.test(sign))) leaf += sign;
  }
  if (isInside || leaf.trim() !== '' || isQuoted) return null;
  return { shape, leaves };
}
