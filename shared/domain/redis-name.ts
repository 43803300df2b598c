/**
 * Key names are bytes. On the wire they are base64url; for the eye they are UTF-8 text in which everything that can't be
 * seen, or is no UTF-8, stands as `\xNN`.
 */

/** Control and format characters, line separators, and code points that no font shows. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]/u;
/** U+200D joins emoji into one picture; there it is no invisible surprise. */
const joinable = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)$/u;
const zeroWidthJoiner = 0x200d;
const backslash = 0x5c;

/** A character of valid UTF-8, or one byte that belongs to none. */
interface Piece {
  readonly codePoint: number | null;
  readonly length: number;
}

/** Reads strictly (no overlong forms, no surrogates, at most U+10FFFF), as the Encoding standard does. */
function pieceAt(bytes: Uint8Array, at: number): Piece {
  const invalid: Piece = { codePoint: null, length: 1 };
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { codePoint: first, length: 1 };
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return invalid;
  let codePoint = first & (0x7f >> length);
  for (let offset = 1; offset < length; offset++) {
    const next = bytes[at + offset] ?? 0;
    if ((next & 0xc0) !== 0x80) return invalid;
    codePoint = (codePoint << 6) | (next & 0x3f);
  }
  const isOverlong = (length === 3 && codePoint < 0x800) || (length === 4 && codePoint < 0x1_0000);
  const isOutside = codePoint > 0x10_ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff);
  return isOverlong || isOutside ? invalid : { codePoint, length };
}

function escapeByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

function hexAt(text: string, at: number): number | null {
  const digits = text.slice(at, at + 2);
  return /^[0-9a-fA-F]{2}$/.test(digits) ? Number.parseInt(digits, 16) : null;
}

/**
 * The name for the eye. Reversed by {@link parseKeyLabel}: a backslash is doubled where it would else read as the start
 * of an escape, so `App\User` stays as it is.
 * @param limitBytes longer names end in `…` after about so many bytes (names may have megabytes).
 */
export function keyLabel(bytes: Uint8Array, limitBytes = Number.POSITIVE_INFINITY): string {
  const parts: string[] = [];
  let before = '';
  for (let at = 0; at < bytes.length; ) {
    if (at >= limitBytes) {
      parts.push('…');
      break;
    }
    const { codePoint, length } = pieceAt(bytes, at);
    let part: string;
    if (codePoint === null || isInvisible(codePoint, before)) {
      part = Array.from(bytes.subarray(at, at + length), escapeByte).join('');
    } else part = String.fromCodePoint(codePoint);
    parts.push(part);
    before = part;
    at += length;
  }
  // From the end, because whether a backslash is doubled depends on what follows it.
  let following = '';
  for (let index = parts.length - 1; index >= 0; index--) {
    if (parts[index] === '\\' && /^(?:\\|x[0-9a-fA-F]{2})/.test(following)) parts[index] = '\\\\';
    following = `${parts[index]}${following}`.slice(0, 4);
  }
  return parts.join('');
}

function isInvisible(codePoint: number, before: string): boolean {
  if (codePoint === zeroWidthJoiner && joinable.test(before)) return false;
  return invisible.test(String.fromCodePoint(codePoint));
}

/** The bytes a label stands for; text without escapes gives its UTF-8. */
export function parseKeyLabel(label: string): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < label.length; ) {
    if (label.charCodeAt(at) === backslash) {
      const byte = label[at + 1] === 'x' ? hexAt(label, at + 2) : null;
      if (byte !== null) {
        bytes.push(byte);
        at += 4;
        continue;
      }
      bytes.push(backslash);
      at += label.charCodeAt(at + 1) === backslash ? 2 : 1;
      continue;
    }
    const codePoint = label.codePointAt(at) ?? 0xfffd;
    // A lone surrogate has no UTF-8 form.
    pushUtf8(bytes, codePoint >= 0xd800 && codePoint <= 0xdfff ? 0xfffd : codePoint);
    at += codePoint > 0xffff ? 2 : 1;
  }
  return Uint8Array.from(bytes);
}

function pushUtf8(bytes: number[], codePoint: number): void {
  if (codePoint < 0x80) bytes.push(codePoint);
  else if (codePoint < 0x800) bytes.push(0xc0 | (codePoint >> 6), 0x80 | (codePoint & 0x3f));
  else if (codePoint < 0x1_0000) {
    bytes.push(0xe0 | (codePoint >> 12), 0x80 | ((codePoint >> 6) & 0x3f), 0x80 | (codePoint & 0x3f));
  } else {
    bytes.push(
      0xf0 | (codePoint >> 18),
      0x80 | ((codePoint >> 12) & 0x3f),
      0x80 | ((codePoint >> 6) & 0x3f),
      0x80 | (codePoint & 0x3f),
    );
  }
}

const namedEscapes: Readonly<Record<number, string>> = {
  0x0a: '\\n',
  0x0d: '\\r',
  0x09: '\\t',
  0x07: '\\a',
  0x08: '\\b',
};

/** The name as an argument for redis-cli: bare where that is safe, else in double quotes with its escapes. */
export function quoteForRedisCli(bytes: Uint8Array): string {
  const parts: string[] = [];
  let isBare = bytes.length > 0;
  for (let at = 0; at < bytes.length; ) {
    const { codePoint, length } = pieceAt(bytes, at);
    if (codePoint === null || invisible.test(String.fromCodePoint(codePoint))) {
      isBare = false;
      for (const byte of bytes.subarray(at, at + length)) parts.push(namedEscapes[byte] ?? escapeByte(byte));
    } else {
      const character = String.fromCodePoint(codePoint);
      if (/[^\w:./@,;=+*%^~!?<>|&$[\](){}-]/.test(character)) isBare = false;
      parts.push(character === '"' || character === '\\' ? `\\${character}` : character);
    }
    at += length;
  }
  const body = parts.join('');
  return isBare ? body : `"${body}"`;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Bytes as base64url without padding, the form of names on the wire. */
export function encodeKeyName(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const characters = Math.min(bytes.length - at, 3) + 1;
    for (let index = 0; index < characters; index++) text += alphabet[(group >> (18 - 6 * index)) & 63];
  }
  return text;
}

/** Reverses {@link encodeKeyName}; characters outside the alphabet are passed over. */
export function decodeKeyName(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) continue;
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
      held &= (1 << bits) - 1;
    }
  }
  return Uint8Array.from(bytes);
}
