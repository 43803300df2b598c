/**
 * Cells as tab-separated text, the form spreadsheets exchange. One cell alone is its text, unchanged; in a range a cell
 * that holds a tab, a line break or a leading quote is quoted, so that pasting gives the same cells back.
 */
export function formatTsv(rows: readonly (readonly string[])[]): string {
  const only = rows.length === 1 && rows[0]?.length === 1 ? rows[0][0] : undefined;
  if (only !== undefined) return only;
  const lines = rows.map((cells) => cells.map(quote).join('\t'));
  // Nothing behind the last line break would be read as no line at all.
  return (lines.at(-1) === '' ? lines.with(-1, '""') : lines).join('\n');
}

function quote(text: string): string {
  return /[\t\r\n]|^"/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Reverses {@link formatTsv} for a range; also takes `\r\n` and a closing line break, as spreadsheets write them. */
export function parseTsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let place = 0;
  for (;;) {
    const cell = text[place] === '"' ? readQuoted(text, place) : readPlain(text, place);
    rows.at(-1)?.push(cell.text);
    place = cell.end;
    if (text[place] === '\t') {
      place += 1;
      continue;
    }
    if (text[place] === '\r' && text[place + 1] === '\n') place += 1;
    if (place >= text.length) return rows;
    place += 1;
    if (place >= text.length) return rows;
    rows.push([]);
  }
}

function readPlain(text: string, start: number): { text: string; end: number } {
  let end = start;
  while (
    end < text.length &&
    text[end] !== '\t' &&
    text[end] !== '\n' &&
    !(text[end] === '\r' && text[end + 1] === '\n')
  )
    end += 1;
  return { text: text.slice(start, end), end };
}

function readQuoted(text: string, start: number): { text: string; end: number } {
  let end = start + 1;
  for (;;) {
    const close = text.indexOf('"', end);
    if (close === -1) return { text: text.slice(start + 1).replaceAll('""', '"'), end: text.length };
    if (text[close + 1] !== '"') {
      return { text: text.slice(start + 1, close).replaceAll('""', '"'), end: close + 1 };
    }
    end = close + 2;
  }
}
