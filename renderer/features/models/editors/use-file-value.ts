import { useCallback, useEffect, useRef, useState } from 'react';
import type { Field } from '../../../../shared/domain/catalog.ts';
import type { NewValue } from '../../../../shared/domain/change-set.ts';
import { toAppError } from '../../../host/index.ts';
import { useUploadValue } from '../../changes/index.ts';
import { toHex } from './hex.ts';

/** Smaller files become part of the staged edit itself. */
const inlineBytes = 16 * 1024;

export interface FileValue {
  /** Bytes that have arrived, while a file is being loaded. */
  readonly progress: { readonly doneBytes: number; readonly totalBytes: number } | null;
  readonly problem: string | null;
  readonly load: (file: File) => void;
  readonly cancel: () => void;
}

/** Makes a value of a file: of the bytes as they are, or, in a field for text, of the text in it. */
export function useFileValue(field: Field, onValue: (value: NewValue) => void): FileValue {
  const upload = useUploadValue();
  const [progress, setProgress] = useState<FileValue['progress']>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const load = useCallback(
    (file: File) => {
      running.current?.abort();
      const abort = new AbortController();
      running.current = abort;
      const { signal } = abort;
      setProblem(null);
      setProgress({ doneBytes: 0, totalBytes: file.size });
      const isText = field.type !== 'bytes' && field.type !== 'any';
      const make = async (): Promise<NewValue> => {
        if (file.size > inlineBytes) {
          return await upload(file, {
            as: isText ? 'text' : 'bytes',
            signal,
            onProgress: (doneBytes, totalBytes) => {
              if (!signal.aborted) setProgress({ doneBytes, totalBytes });
            },
          });
        }
        const bytes = new Uint8Array(await file.arrayBuffer());
        if (!isText) return { kind: 'cell', cell: { kind: 'bytes', hex: toHex(bytes) } };
        return { kind: 'cell', cell: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
      };
      make()
        .then(
          (value) => {
            if (!signal.aborted) onValue(value);
          },
          (error: unknown) => {
            if (signal.aborted) return;
            setProblem(error instanceof TypeError ? 'The file is no UTF-8 text' : toAppError(error).message);
          },
        )
        .finally(() => {
          if (running.current === abort) setProgress(null);
        });
    },
    [field, onValue, upload],
  );
  const cancel = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setProgress(null);
  }, []);
  return { progress, problem, load, cancel };
}
