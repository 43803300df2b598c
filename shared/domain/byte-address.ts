/**
 * Paths of everything that travels as bytes. Every one starts with the session's `/b/<capability>` prefix;
 * parts are percent-encoded path segments. The host's handler parses exactly these forms.
 */
export const thumbnailSizes = [64, 128, 256, 512, 1024, 2048] as const;
export type ThumbnailSize = (typeof thumbnailSizes)[number];

export type FileAddress = {
  readonly project: string;
  readonly root: string;
  readonly storage: string;
  readonly id: string;
};

/** A URL swallows the segments `.` and `..` in every spelling, so a name that is one (or starts with the mark) is marked. */
function encodeSegment(part: string | number): string {
  const text = String(part);
  return encodeURIComponent(/^(?:~|\.{1,2}$)/.test(text) ? `~${text}` : text);
}

function join(prefix: string, parts: readonly (string | number)[]): string {
  return `${prefix}/${parts.map(encodeSegment).join('/')}`;
}

/** @returns the parts a path was joined from, or `null` when it is not well-formed. The leading `/` is optional. */
export function decodeSegments(path: string): string[] | null {
  try {
    return path
      .replace(/^\//, '')
      .split('/')
      .map((segment) => decodeURIComponent(segment).replace(/^~/, ''));
  } catch {
    return null;
  }
}

/** A JPEG, PNG or WebP that fits a square of `size` CSS px; `version` keeps caches honest. */
export function thumbnailPath(prefix: string, file: FileAddress, size: ThumbnailSize, version: string): string {
  return `${join(prefix, ['thumb', file.project, file.root, file.storage, file.id, size])}?v=${encodeURIComponent(version)}`;
}

/** The stored bytes, for showing inside the window (sandboxed, Range supported). */
export function filePath(prefix: string, file: FileAddress, version: string): string {
  return `${join(prefix, ['file', file.project, file.root, file.storage, file.id])}?v=${encodeURIComponent(version)}`;
}

/** The stored bytes as an attachment with the original name. */
export function downloadPath(prefix: string, file: FileAddress): string {
  return `${join(prefix, ['file', file.project, file.root, file.storage, file.id])}?download=1`;
}

/** One cell's bytes as an attachment; `key` as made by `encodeRowKey`. */
export function cellPath(
  prefix: string,
  cell: { project: string; storage: string; model: string; key: string; field: string },
): string {
  return join(prefix, ['cell', cell.project, cell.storage, cell.model, cell.key, cell.field]);
}

/** A whole Redis string as an attachment; `key` is base64url. */
export function redisStringPath(
  prefix: string,
  value: { project: string; connection: string; db: number; key: string },
): string {
  return join(prefix, ['redis', value.project, value.connection, value.db, value.key]);
}

/** Where the piece of an upload that starts at `offset` bytes is put. */
export function uploadPath(prefix: string, project: string, upload: string, offset: number): string {
  return `${join(prefix, ['upload', project, upload])}?offset=${offset}`;
}

/** The host's log as plain text, newest part; `reference` narrows it to the entries that carry it. */
export function logPath(prefix: string, reference?: string): string {
  return `${prefix}/log${reference ? `?reference=${encodeURIComponent(reference)}` : ''}`;
}
