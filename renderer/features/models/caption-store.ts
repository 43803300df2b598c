import type { WholeCell } from '../../../shared/domain/cell.ts';
import { encodeRowKey } from '../../../shared/domain/row-key.ts';

/** `undefined`: not known yet; `null`: there is no such row, or it has no caption. */
export type Caption = string | null | undefined;

/** Captions of referenced rows by value. */
export interface CaptionStore {
  get(value: WholeCell): Caption;
  /** Asks for the caption of a value that is seen. */
  want(value: WholeCell): void;
  subscribe(listener: () => void): () => void;
  stop(): void;
}

const batchLimit = 1000;
const keptCaptions = 20_000;

/**
 * Gathers what the cells of one frame ask for into one call. A cell is no query of its own: hundreds of observers would
 * come and go with every turn of the wheel.
 */
export function createCaptionStore(
  read: (values: WholeCell[], signal: AbortSignal) => Promise<readonly (string | null)[]>,
): CaptionStore {
  const captions = new Map<string, Caption>();
  const listeners = new Set<() => void>();
  let wanted = new Map<string, WholeCell>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let abort = new AbortController();

  async function readWanted(): Promise<void> {
    timer = undefined;
    const batch = [...wanted].slice(0, batchLimit);
    wanted = new Map([...wanted].slice(batchLimit));
    if (wanted.size > 0) timer = setTimeout(() => void readWanted(), 0);
    const { signal } = abort;
    try {
      const found = await read(
        batch.map(([, value]) => value),
        signal,
      );
      for (const [index, [key]] of batch.entries()) captions.set(key, found[index] ?? null);
    } catch {
      // A caption is an extra: its value is shown anyway, and is asked for again when it comes into sight.
      for (const [key] of batch) captions.delete(key);
      return;
    }
    if (signal.aborted) return;
    for (const key of captions.keys()) {
      if (captions.size <= keptCaptions) break;
      captions.delete(key);
    }
    for (const listener of listeners) listener();
  }

  return {
    get: (value) => captions.get(encodeRowKey([value])),
    want: (value) => {
      const key = encodeRowKey([value]);
      if (captions.has(key)) return;
      captions.set(key, undefined);
      wanted.set(key, value);
      timer ??= setTimeout(() => void readWanted(), 8);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
      abort.abort();
      abort = new AbortController();
      wanted.clear();
      for (const [key, caption] of captions) if (caption === undefined) captions.delete(key);
    },
  };
}
