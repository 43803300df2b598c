import { assertNever } from '../../../../../shared/domain/assert-never.ts';

/** What stands on a page, in points from its upper left corner. */
export type PdfMark =
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly size: number;
      readonly text: string;
      readonly bold?: boolean;
      readonly align?: 'right';
    }
  | { readonly kind: 'line'; readonly x: number; readonly y: number; readonly width: number; readonly grey: number }
  | {
      readonly kind: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly colour: readonly [number, number, number];
    };

const pageWidth = 595;
const pageHeight = 842;

/** Helvetica's widths in thousandths of the size, for right-aligned figures and line breaks; others count as 556. */
const widths: Record<string, number> = {
  ' ': 278,
  '.': 278,
  ',': 278,
  i: 222,
  l: 222,
  t: 278,
  f: 278,
  r: 333,
  j: 222,
  m: 833,
  w: 722,
  I: 278,
  '-': 333,
  M: 833,
  W: 944,
};

export function textWidth(text: string, size: number): number {
  let sum = 0;
  for (const letter of text) sum += widths[letter] ?? 556;
  return (sum * size) / 1000;
}

/** Lines of at most `width` points. */
export function wrap(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, size) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

const winAnsi: Record<string, number> = {
  '€': 0x80,
  '–': 0x96,
  '—': 0x97,
  '’': 0x92,
  '“': 0x93,
  '”': 0x94,
  '•': 0x95,
  š: 0x9a,
  Š: 0x8a,
  ž: 0x9e,
  Ž: 0x8e,
};

/** A PDF string in WinAnsi, the built-in fonts' encoding; letters outside it lose their accents, others become `?`. */
function pdfString(text: string): string {
  let escaped = '';
  for (const letter of text.normalize('NFC')) {
    const code = winAnsi[letter] ?? (letter.charCodeAt(0) < 256 ? letter.charCodeAt(0) : null);
    const plain = code === null ? letter.normalize('NFD').charAt(0) : null;
    const byte = code ?? (plain !== null && plain.charCodeAt(0) < 128 ? plain.charCodeAt(0) : 0x3f);
    escaped +=
      byte === 0x28 || byte === 0x29 || byte === 0x5c
        ? `\\${String.fromCharCode(byte)}`
        : byte < 32 || byte > 126
          ? `\\${byte.toString(8).padStart(3, '0')}`
          : String.fromCharCode(byte);
  }
  return `(${escaped})`;
}

function utf16String(text: string): string {
  return `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
}

function content(marks: readonly PdfMark[]): string {
  return marks
    .map((mark) => {
      switch (mark.kind) {
        case 'text': {
          const x = mark.align === 'right' ? mark.x - textWidth(mark.text, mark.size) : mark.x;
          return `BT /${mark.bold === true ? 'F2' : 'F1'} ${mark.size} Tf ${x.toFixed(2)} ${(pageHeight - mark.y).toFixed(2)} Td ${pdfString(mark.text)} Tj ET`;
        }
        case 'line':
          return `${mark.grey} G 0.7 w ${mark.x} ${pageHeight - mark.y} m ${mark.x + mark.width} ${pageHeight - mark.y} l S 0 G`;
        case 'box':
          return `${mark.colour.join(' ')} rg ${mark.x} ${pageHeight - mark.y - mark.height} ${mark.width} ${mark.height} re f 0 g`;
        default:
          return assertNever(mark);
      }
    })
    .join('\n');
}

/** A PDF 1.4 file of A4 pages with the two built-in Helvetica fonts (ISO 32000-1, 7.5). */
export function writePdf(title: string, pages: readonly (readonly PdfMark[])[]): Uint8Array {
  const firstPage = 6;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pages.map((_, index) => `${firstPage + index * 2} 0 R`).join(' ')}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>',
    `<< /Title ${utf16String(title)} /Author (Lumen Studio) /Producer (Lumen Studio) >>`,
    ...pages.flatMap((marks, index) => {
      const stream = content(marks);
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${pageWidth} ${pageHeight}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${firstPage + index * 2 + 1} 0 R >>`,
        `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
      ];
    }),
  ];
  let file = '%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  // Every character is below 256, so one character is one byte and the offsets above hold.
  return Buffer.from(file, 'latin1');
}
