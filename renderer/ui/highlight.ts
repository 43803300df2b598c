/** A piece of a text, matched or not. Pieces joined give the text back. */
export interface TextPiece {
  readonly text: string;
  readonly isMatch: boolean;
}

/** Lower case without accents, code point by code point, so that places in it are places in the text. */
function fold(character: string): string {
  return character
    .normalize('NFD')
    .replace(/\p{Mark}+/gu, '')
    .toLowerCase();
}

/**
 * The text split where `wanted` matches, ignoring case and accents: each word of `wanted` at its first place, the words in
 * any order.
 * @returns `null` when a word does not occur
 */
export function matchPieces(text: string, wanted: string): readonly TextPiece[] | null {
  const characters = [...text];
  const folded = characters.map(fold);
  const isMatched = new Array<boolean>(characters.length).fill(false);
  for (const word of wanted.trim().split(/\s+/).filter(Boolean)) {
    const range = findRange(folded, [...word].map(fold).join(''));
    if (!range) return null;
    isMatched.fill(true, range.from, range.to);
  }
  return join(characters, isMatched);
}

/** The text as pieces, unmatched where `wanted` does not occur in it. */
export function highlight(text: string, wanted: string): readonly TextPiece[] {
  return matchPieces(text, wanted) ?? [{ text, isMatch: false }];
}

function findRange(folded: readonly string[], word: string): { from: number; to: number } | null {
  if (word === '') return { from: 0, to: 0 };
  const whole = folded.join('');
  const at = whole.indexOf(word);
  if (at < 0) return null;
  let passed = 0;
  let from = 0;
  while (passed + (folded[from]?.length ?? 0) <= at) passed += folded[from++]?.length ?? 0;
  let to = from;
  while (passed < at + word.length) passed += folded[to++]?.length ?? 0;
  return { from, to };
}

function join(characters: readonly string[], isMatched: readonly boolean[]): TextPiece[] {
  const pieces: { text: string; isMatch: boolean }[] = [];
  characters.forEach((character, at) => {
    const isMatch = isMatched[at] ?? false;
    const last = pieces.at(-1);
    if (last && last.isMatch === isMatch) last.text += character;
    else pieces.push({ text: character, isMatch });
  });
  return pieces;
}
