/** Characters that an `ext-value` of RFC 8187 may hold as they are, beyond what encodeURIComponent already keeps. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * A file name that is safe to save under: no path, no control or direction-changing characters
 * (`photo\u202Egpj.exe` would read `photoexe.jpg`), no name a platform reserves, at most 200 bytes with its extension kept.
 */
export function downloadName(name: string): string {
  const cleaned = name
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
      character === '\u200d' || character === '\u200c' ? character : '',
    )
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  const safe = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(cleaned) ? `_${cleaned}` : cleaned;
  return shorten(safe === '' ? 'file' : safe, 200);
}

function shorten(name: string, limitBytes: number): string {
  if (Buffer.byteLength(name) <= limitBytes) return name;
  const dot = name.lastIndexOf('.');
  const extension =
    dot > 0 && Buffer.byteLength(name) - Buffer.byteLength(name.slice(0, dot)) <= 20 ? name.slice(dot) : '';
  const room = limitBytes - Buffer.byteLength(extension);
  let stem = '';
  let used = 0;
  for (const character of name.slice(0, name.length - extension.length)) {
    used += Buffer.byteLength(character);
    if (used > room) break;
    stem += character;
  }
  return stem + extension;
}

/** `Content-Disposition` by RFC 6266: an ASCII fallback, and the whole name by RFC 8187. */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const safe = downloadName(name);
  const fallback = safe
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]|["\\%]/gu, '_');
  return `${kind}; filename="${fallback}"; filename*=UTF-8''${percentEncode(safe)}`;
}
