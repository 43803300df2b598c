/** A piece of a text: as it is, or one character that the eye would miss, with the sign that stands for it. */
export interface TextPiece {
  readonly text: string;
  readonly sign: string | null;
}

/**
 * Characters without a picture, or that change how others are drawn: controls, spaces other than the plain one, soft
 * hyphen, zero-width and bidirectional marks, tags, lone surrogates.
 */
const hidden =
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u115f\u1160\u1680\u17b4\u17b5\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}]|\u034f|\p{Surrogate}/u;

const outerSpaces = /^ +| +$/g;

const named: Readonly<Record<string, string>> = { '\n': '↵', '\r': '␍', '\t': '→', '\u00a0': '⍽' };

/** @returns `null` when all of the text can be seen, which is nearly always. */
export function splitVisible(text: string): readonly TextPiece[] | null {
  if (!hidden.test(text) && !text.startsWith(' ') && !text.endsWith(' ')) return null;
  const pieces: TextPiece[] = [];
  const outer = outerSpacePlaces(text);
  let plain = '';
  let at = 0;
  let before = '';
  for (const character of text) {
    const isOuter = at < outer.start || at >= outer.end;
    const sign = isOuter ? '·' : signOf(character, before, text.slice(at + character.length));
    if (sign === null) plain += character;
    else {
      if (plain !== '') pieces.push({ text: plain, sign: null });
      plain = '';
      pieces.push({ text: character, sign });
    }
    at += character.length;
    before = character;
  }
  if (plain !== '') pieces.push({ text: plain, sign: null });
  return pieces.every((piece) => piece.sign === null) ? null : pieces;
}

function outerSpacePlaces(text: string): { start: number; end: number } {
  const [first] = text.match(outerSpaces) ?? [];
  const leading = text.startsWith(' ') ? (first?.length ?? 0) : 0;
  const trailing = text.length - text.replace(/ +$/, '').length;
  return { start: leading, end: text.length - trailing };
}

function signOf(character: string, before: string, after: string): string | null {
  if (!hidden.test(character)) return null;
  if (isJoining(character, before, after)) return null;
  const known = named[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Joiners inside an emoji or a word of a script that is written with them, and the tags of a flag, belong to what is seen. */
function isJoining(character: string, before: string, after: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x200d || code === 0x200c) {
    const joined = /^(?:\p{Extended_Pictographic}|\p{M}|(?!\p{Script=Latin})\p{L})/u;
    const joins = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{M}|(?!\p{Script=Latin})\p{L}|\ufe0f)$/u;
    return joins.test(before) && joined.test(after);
  }
  return code >= 0xe0020 && code <= 0xe007f && /[\u{1f3f4}\u{e0020}-\u{e007f}]$/u.test(before);
}
