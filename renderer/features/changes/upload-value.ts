import { AppError } from '../../../shared/domain/app-error.ts';
import { uploadPath } from '../../../shared/domain/byte-address.ts';
import type { NewValue } from '../../../shared/domain/change-set.ts';
import { toAppError } from '../../host/index.ts';

const pieceBytes = 4 * 1024 * 1024;
const pieceAttempts = 3;

export interface UploadOptions {
  /** How the store keeps it; text must be UTF-8. Default: a string as text, anything else as bytes. */
  readonly as?: 'text' | 'bytes' | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Bytes that have arrived, of how many. */
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
}

/** Puts a value too big for a call beside the staged edits. @throws AppError */
export type UploadValue = (source: Blob | string, options?: UploadOptions) => Promise<NewValue>;

/** The host's calls about uploads. */
export interface UploadCalls {
  start(input: { project: string }, options: { signal?: AbortSignal }): Promise<{ upload: string }>;
  apply(
    input: { project: string; upload: string; sizeBytes: number; sha256: string },
    options: { signal?: AbortSignal },
  ): Promise<void>;
  cancel(input: { project: string; upload: string }): Promise<void>;
}

/** In pieces, each of which may be tried again; what arrived is checked as a whole at the end. */
export async function uploadValue(
  { calls, project, prefix }: { calls: UploadCalls; project: string; prefix: string },
  source: Blob | string,
  { as, signal, onProgress }: UploadOptions = {},
): Promise<NewValue> {
  const isText = typeof source === 'string';
  if (isText && !source.isWellFormed()) {
    throw new AppError('bad_request', 'The text holds half a character and can’t be stored');
  }
  const bytes = isText ? new TextEncoder().encode(source) : await readBytes(source);
  const call = signal === undefined ? {} : { signal };
  const { upload } = await calls.start({ project }, call);
  try {
    for (let offset = 0; offset < bytes.length; offset += pieceBytes) {
      signal?.throwIfAborted();
      const piece = bytes.subarray(offset, offset + pieceBytes);
      await putPiece(uploadPath(prefix, project, upload, offset), piece, signal);
      onProgress?.(offset + piece.length, bytes.length);
    }
    const sha256 = hex(await crypto.subtle.digest('SHA-256', bytes));
    await calls.apply({ project, upload, sizeBytes: bytes.length, sha256 }, call);
    return { kind: 'upload', upload, as: as ?? (isText ? 'text' : 'bytes'), sizeBytes: bytes.length };
  } catch (error) {
    // What arrived is of no use, and the host removes it in the end; nobody waits for that.
    calls.cancel({ project, upload }).catch(() => undefined);
    throw toAppError(error);
  }
}

async function readBytes(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw new AppError('not_found', 'The file can’t be read: it was changed or removed, or is too big', {}, { cause });
  }
}

function hex(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function putPiece(
  address: string,
  piece: Uint8Array<ArrayBuffer>,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    let response: Response;
    try {
      response = await fetch(address, { method: 'PUT', body: piece, signal: signal ?? null });
    } catch (cause) {
      signal?.throwIfAborted();
      if (attempt < pieceAttempts) continue;
      throw new AppError('connection', 'The upload was interrupted: Storeroom does not answer', {}, { cause });
    }
    if (response.ok) return;
    const words = (await response.text()).slice(0, 300).trim();
    throw new AppError('internal', words || `The upload was refused (HTTP ${response.status})`);
  }
}
