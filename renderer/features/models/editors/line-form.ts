/**
 * Text fields of a page make every line break `\n`, which would change a text nobody touched. What is edited has `\n`
 * only; this says how the stored text is got back from it.
 */
export type LineForm =
  | { readonly kind: 'plain' }
  /** All line breaks are `\r\n`. */
  | { readonly kind: 'crlf' }
  /** Single carriage returns are seen, and edited, as this character, which the text does not hold itself. */
  | { readonly kind: 'marked'; readonly mark: string };

const marks = ['\u240d', '\ue00d', '\ue10d', '\ue20d'];

export function lineFormOf(text: string): LineForm {
  if (!text.includes('\r')) return { kind: 'plain' };
  if (!/\r(?!\n)|(?:^|[^\r])\n/.test(text)) return { kind: 'crlf' };
  const mark = marks.find((candidate) => !text.includes(candidate));
  // Four rare characters in one text: the first one is doubled up by nobody.
  if (mark === undefined) throw new Error('No character is left to stand for a carriage return');
  return { kind: 'marked', mark };
}

/** The text as it is edited. */
export function toEdited(text: string, form: LineForm): string {
  switch (form.kind) {
    case 'plain':
      return text;
    case 'crlf':
      return text.replaceAll('\r\n', '\n');
    case 'marked':
      return text.replaceAll('\r', form.mark);
  }
}

/** Reverses {@link toEdited}. */
export function fromEdited(text: string, form: LineForm): string {
  switch (form.kind) {
    case 'plain':
      return text;
    case 'crlf':
      return text.replaceAll('\n', '\r\n');
    case 'marked':
      return text.replaceAll(form.mark, '\r');
  }
}
