const stored = /^[0-9a-f]{32}$/;
const dashed = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What the value of a file column names. Only `stored` ids ever become part of a path. */
export type FileReferenceValue =
  | { readonly kind: 'stored'; readonly id: string }
  /** A Wefram static asset such as `/system/demo/avatars/x.jpg`; it does not lie in the files folder. */
  | { readonly kind: 'static'; readonly path: string }
  | { readonly kind: 'invalid' };

export function isFileId(text: string): boolean {
  return stored.test(text);
}

/** Wefram strips the dashes of a stored id wherever it makes a path of it; upper case and anything else is not an id. */
export function parseFileValue(text: string): FileReferenceValue {
  if (stored.test(text)) return { kind: 'stored', id: text };
  if (dashed.test(text)) return { kind: 'stored', id: text.replaceAll('-', '') };
  if (text.startsWith('/')) return { kind: 'static', path: text };
  return { kind: 'invalid' };
}

/** Every text under which a row may hold this id: as it is, and in the form with dashes. */
export function spellingsOf(id: string): readonly string[] {
  return [id, `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`];
}

/** A name that is one step of a path on every platform: no separator, not `.` or `..`, no NUL, at most 255 bytes. */
export function isPlainName(name: string): boolean {
  return (
    name !== '' &&
    name !== '.' &&
    name !== '..' &&
    !/[/\\\0]/.test(name) &&
    name.isWellFormed() &&
    Buffer.byteLength(name) <= 255
  );
}

/** Storage folders are plain names; those with a leading dot (`.storeroom`, `.admin-tmp`) are never looked into. */
export function isStorageName(name: string): boolean {
  return isPlainName(name) && !name.startsWith('.');
}
