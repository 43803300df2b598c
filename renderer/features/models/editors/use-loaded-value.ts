import { useEffect, useState } from 'react';
import { cellPath } from '../../../../shared/domain/byte-address.ts';
import type { CutCell, WholeCell } from '../../../../shared/domain/cell.ts';
import type { BaseValue } from '../../../../shared/domain/change-set.ts';
import { encodeRowKey, type RowKey } from '../../../../shared/domain/row-key.ts';
import { toAppError, useBytesPrefix, useClient, useProject } from '../../../host/index.ts';
import { toHex } from './hex.ts';

/** Bigger values are only replaced, from a file. */
export const editableBytes = 8 * 1024 * 1024;

export type Loading =
  | { readonly kind: 'loading'; readonly doneBytes: number; readonly totalBytes: number }
  /** Only its name is known: it can be replaced. */
  | { readonly kind: 'tooBig'; readonly base: BaseValue }
  | { readonly kind: 'loaded'; readonly cell: WholeCell; readonly base: BaseValue }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Reads a value that a page could not carry. Its base is named first: if somebody changes the value in between, the save
 * says so, and nothing is overwritten unseen.
 */
export function useLoadedValue(
  at: { readonly storage: string; readonly model: string; readonly key: RowKey | null; readonly field: string },
  cut: CutCell | null,
): Loading {
  const client = useClient();
  const prefix = useBytesPrefix();
  const { id: project } = useProject();
  const { storage, model, key, field } = at;
  const row = key === null ? null : encodeRowKey(key);
  const [state, setState] = useState<Loading>({ kind: 'loading', doneBytes: 0, totalBytes: cut?.sizeBytes ?? 0 });
  const isCut = cut !== null;
  const totalBytes = cut?.sizeBytes ?? 0;
  const of = cut?.of ?? 'bytes';

  // biome-ignore lint/correctness/useExhaustiveDependencies: the row stands for the key.
  useEffect(() => {
    if (!isCut || key === null || row === null) return;
    const abort = new AbortController();
    const { signal } = abort;
    const load = async (): Promise<Loading> => {
      const { base } = await client.changes.base.get({ project, storage, model, key: [...key], field }, { signal });
      if (base.kind === 'cell') return { kind: 'loaded', cell: base.cell, base };
      if (totalBytes > editableBytes) return { kind: 'tooBig', base };
      const path = cellPath(prefix, { project, storage, model, key: row, field });
      const bytes = await readBytes(path, signal, (doneBytes) => {
        setState({ kind: 'loading', doneBytes, totalBytes });
      });
      // Text that is none, or holds NUL, is edited as the bytes it is.
      return { kind: 'loaded', cell: of === 'text' ? (readText(bytes) ?? bytesCell(bytes)) : bytesCell(bytes), base };
    };
    load().then(
      (loaded) => {
        if (!signal.aborted) setState(loaded);
      },
      (error: unknown) => {
        if (!signal.aborted) setState({ kind: 'failed', message: toAppError(error).message });
      },
    );
    return () => abort.abort();
  }, [client, prefix, project, storage, model, row, field, isCut, of, totalBytes]);
  return state;
}

async function readBytes(
  path: string,
  signal: AbortSignal,
  onProgress: (doneBytes: number) => void,
): Promise<Uint8Array> {
  const response = await fetch(path, { signal });
  if (!response.ok || response.body === null) throw new Error(`The value could not be read (HTTP ${response.status})`);
  const pieces: Uint8Array[] = [];
  let done = 0;
  for await (const piece of response.body) {
    pieces.push(piece);
    done += piece.length;
    if (done > 2 * editableBytes) throw new Error('The value has grown meanwhile');
    onProgress(done);
  }
  const bytes = new Uint8Array(done);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** `null` for bytes that are no UTF-8, or hold NUL. */
function readText(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function bytesCell(bytes: Uint8Array): WholeCell {
  return { kind: 'bytes', hex: toHex(bytes) };
}
