import { z } from 'zod';
import { type WholeCell, wholeCellSchema } from './cell.ts';

/** The values of a model's key fields, in the order of `Model.key.fields`. */
export type RowKey = readonly WholeCell[];

export const rowKeySchema: z.ZodType<RowKey> = z.array(wholeCellSchema).min(1).max(64).readonly();

/** One path segment or query value that names a row: `i1007`, `tada~tb`. Reversed by {@link decodeRowKey}. */
export function encodeRowKey(key: RowKey): string {
  return key.map(encodeCell).join('~');
}

/** @returns the key, or `null` when the text was not made by {@link encodeRowKey}. */
export function decodeRowKey(text: string): RowKey | null {
  const cells: WholeCell[] = [];
  for (const part of text.split('~')) {
    const cell = decodeCell(part);
    if (cell === undefined) return null;
    cells.push(cell);
  }
  return cells.length > 0 ? cells : null;
}

function encodeCell(cell: WholeCell): string {
  if (cell === null) return 'n';
  switch (typeof cell) {
    case 'string':
      return `t${escapeText(cell)}`;
    case 'bigint':
      return `i${cell}`;
    case 'boolean':
      return cell ? 'b1' : 'b0';
    default:
      return cell.kind === 'real' ? `r${escapeText(cell.text)}` : `x${cell.hex}`;
  }
}

function decodeCell(part: string): WholeCell | undefined {
  const body = part.slice(1);
  switch (part[0]) {
    case 'n':
      return body === '' ? null : undefined;
    case 't':
      return unescapeText(body);
    case 'i':
      return /^-?\d+$/.test(body) ? BigInt(body) : undefined;
    case 'b':
      return body === '1' ? true : body === '0' ? false : undefined;
    case 'r': {
      const text = unescapeText(body);
      return text === undefined ? undefined : { kind: 'real', text };
    }
    case 'x':
      return /^(?:[0-9a-f]{2})*$/.test(body) ? { kind: 'bytes', hex: body } : undefined;
    default:
      return undefined;
  }
}

/** `!` escapes: the separator, itself, and every UTF-16 unit that a URL could not carry unchanged. */
function escapeText(text: string): string {
  return text.replace(
    /[~!\u0000-\u001f\u007f\ud800-\udfff]/g,
    (unit) => `!${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function unescapeText(text: string): string | undefined {
  if (/!(?![0-9a-f]{4})/.test(text)) return undefined;
  return text.replace(/!([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
