/** As many bytes as {@link sniffContentType} looks at. */
export const sniffBytes = 4096;

type Signature = { readonly type: string; readonly at: number; readonly bytes: readonly number[] };

function ascii(text: string): readonly number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

const signatures: readonly Signature[] = [
  { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/gif', at: 0, bytes: ascii('GIF87a') },
  { type: 'image/gif', at: 0, bytes: ascii('GIF89a') },
  { type: 'image/tiff', at: 0, bytes: [0x49, 0x49, 0x2a, 0x00] },
  { type: 'image/tiff', at: 0, bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  { type: 'image/bmp', at: 0, bytes: ascii('BM') },
  { type: 'image/x-icon', at: 0, bytes: [0, 0, 1, 0] },
  { type: 'application/pdf', at: 0, bytes: ascii('%PDF-') },
  { type: 'application/gzip', at: 0, bytes: [0x1f, 0x8b, 0x08] },
  { type: 'application/x-7z-compressed', at: 0, bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { type: 'application/vnd.rar', at: 0, bytes: ascii('Rar!\x1a\x07') },
  { type: 'application/x-ole-storage', at: 0, bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] },
  { type: 'video/webm', at: 0, bytes: [0x1a, 0x45, 0xdf, 0xa3] },
  { type: 'audio/flac', at: 0, bytes: ascii('fLaC') },
  { type: 'audio/ogg', at: 0, bytes: ascii('OggS') },
  { type: 'audio/mpeg', at: 0, bytes: ascii('ID3') },
  { type: 'application/rtf', at: 0, bytes: ascii('{\\rtf') },
  { type: 'application/vnd.sqlite3', at: 0, bytes: ascii('SQLite format 3\0') },
];

function has(bytes: Uint8Array, at: number, expected: readonly number[]): boolean {
  return expected.every((byte, index) => bytes[at + index] === byte);
}

function textAt(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

/**
 * The type of a file told from its first {@link sniffBytes} bytes; empty when they tell nothing.
 * Names and declared types come from whoever uploaded the file and are not asked.
 * @param isWhole the bytes are the whole file, so an unfinished UTF-8 character at the end is a fault.
 */
export function sniffContentType(bytes: Uint8Array, isWhole = false): string {
  for (const signature of signatures) {
    if (has(bytes, signature.at, signature.bytes) && isPlausible(signature.type, bytes)) return signature.type;
  }
  if (has(bytes, 0, ascii('RIFF'))) return riffType(textAt(bytes, 8, 12));
  if (has(bytes, 4, ascii('ftyp'))) return mediaType(bytes);
  if (has(bytes, 0, ascii('PK\x03\x04')) || has(bytes, 0, ascii('PK\x05\x06'))) return zipType(bytes);
  // MPEG audio without tags: frame sync, then layer III.
  if (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2) return 'audio/mpeg';
  return textType(bytes, isWhole);
}

/** Two-letter magic also begins ordinary words: a bitmap's header length must fit as well. */
function isPlausible(type: string, bytes: Uint8Array): boolean {
  if (type === 'image/bmp') return [12, 40, 52, 56, 64, 108, 124].includes(bytes[14] ?? 0) && bytes[15] === 0;
  if (type === 'image/x-icon') return (bytes[4] ?? 0) > 0 && bytes[5] === 0 && bytes[9] === 0;
  return true;
}

function riffType(form: string): string {
  if (form === 'WEBP') return 'image/webp';
  if (form === 'WAVE') return 'audio/wav';
  if (form === 'AVI ') return 'video/x-msvideo';
  return '';
}

/** ISO base media: the major brand, then the compatible ones, say what is inside. */
function mediaType(bytes: Uint8Array): string {
  const boxEnd = Math.min(((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0), bytes.length, 256);
  const brands = [textAt(bytes, 8, 12)];
  for (let at = 16; at + 4 <= boxEnd; at += 4) brands.push(textAt(bytes, at, at + 4));
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'image/avif';
  if (brands.some((brand) => ['heic', 'heix', 'hevc', 'heim', 'heis', 'mif1', 'msf1'].includes(brand)))
    return 'image/heic';
  if (brands[0] === 'M4A ' || brands[0] === 'M4B ') return 'audio/mp4';
  return brands[0] === 'qt  ' ? 'video/quicktime' : 'video/mp4';
}

const officeParts: readonly (readonly [string, string])[] = [
  ['word/', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xl/', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['ppt/', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
];

function zipType(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const declared = /^.{26}\x08\0..mimetype(application\/(?:epub\+zip|vnd\.oasis\.opendocument\.[a-z]+))/s.exec(
    text,
  )?.[1];
  if (declared) return declared;
  if (text.includes('[Content_Types].xml')) {
    const part = officeParts.find(([folder]) => text.includes(folder));
    if (part) return part[1];
  }
  return 'application/zip';
}

function textType(bytes: Uint8Array, isWhole: boolean): string {
  const text = decodeText(bytes, isWhole);
  if (text === null) return '';
  const start = text.replace(/^\ufeff/, '').trimStart();
  if (
    /^(?:<\?xml[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE\s+svg[^[>]*(?:\[[\s\S]*?\]\s*)?>\s*)*<(?:svg|[a-z]+:svg)[\s>/]/i.test(
      start,
    )
  )
    return 'image/svg+xml';
  if (
    /^(?:<\?xml[^>]*>\s*|<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|iframe|title|style|table|div|p|a|img|h[1-6]|br|meta|link|form|object|embed)[\s>/]/i.test(
      start,
    )
  )
    return 'text/html';
  if (/^<\?xml[\s]/i.test(start)) return 'application/xml';
  if (/^%!PS/.test(start)) return 'application/postscript';
  if (/^[[{]/.test(start) && isWhole && isJson(text)) return 'application/json';
  return 'text/plain';
}

/** UTF-8 (or UTF-16 with a mark) without control characters, else `null`. Empty bytes are an empty text. */
function decodeText(bytes: Uint8Array, isWhole: boolean): string | null {
  const isUtf16 = has(bytes, 0, [0xff, 0xfe]) || has(bytes, 0, [0xfe, 0xff]);
  const encoding = isUtf16 ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: !isWhole });
    return /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(text) ? null : text;
  } catch {
    // Not text in this encoding: the answer, not a failure.
    return null;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Not JSON: the answer, not a failure.
    return false;
  }
}

/** What the decoder makes thumbnails of. HEIC is not among them: the image library ships without that codec. */
const drawable: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/tiff',
  'image/svg+xml',
]);

export function isDrawable(contentType: string): boolean {
  return drawable.has(contentType);
}

/** Types a sandboxed response may show in place. None of them can hold a script that a browser would run. */
const inert: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'image/x-icon',
  'audio/mpeg',
  'audio/mp4',
  'audio/wav',
  'audio/flac',
  'audio/ogg',
  'video/mp4',
  'video/webm',
  'video/quicktime',
  'text/plain',
  'application/json',
]);

/** The `Content-Type` a response may carry in place, or `null` when the file may only be downloaded. */
export function inlineContentType(contentType: string): string | null {
  if (!inert.has(contentType)) return null;
  // JSON is shown as text: no browser then looks for anything in it.
  return contentType === 'text/plain' || contentType === 'application/json' ? 'text/plain; charset=utf-8' : contentType;
}
