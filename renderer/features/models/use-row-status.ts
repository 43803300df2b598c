import { useRef, useSyncExternalStore } from 'react';
import type { RowWindow, RowWindowSnapshot } from '../../grid/index.ts';
import type { ModelRow } from './model-row.ts';

/** What a screen says about its rows. Unlike the window's own state it stays the same while one scrolls. */
export interface RowStatus {
  /** False until the first answer. */
  readonly hasAnswer: boolean;
  readonly rowCount: number;
  /** Without the new rows that stand before the stored ones. */
  readonly storedCount: number;
  readonly isLoading: boolean;
  readonly isStale: boolean;
  readonly error: unknown;
  /** The end was seen, and row numbers are not guessed: `storedCount` is exact. */
  readonly isCountExact: boolean;
  readonly isPaused: boolean;
}

export function useRowStatus(rows: RowWindow<ModelRow>): RowStatus {
  const known = useRef<RowStatus | null>(null);
  return useSyncExternalStore(rows.subscribe, () => {
    const next = statusOf(rows.snapshot());
    if (known.current === null || !isSame(known.current, next)) known.current = next;
    return known.current;
  });
}

function statusOf({ run, rowCount, leading, isLoading, isStale, error }: RowWindowSnapshot<ModelRow>): RowStatus {
  return {
    hasAnswer: run !== null,
    rowCount,
    storedCount: rowCount - leading.length,
    isLoading,
    isStale,
    error,
    isCountExact: run?.atEnd === true && run.isExact,
    isPaused: run?.isPaused === true,
  };
}

function isSame(a: RowStatus, b: RowStatus): boolean {
  return (
    a.hasAnswer === b.hasAnswer &&
    a.rowCount === b.rowCount &&
    a.storedCount === b.storedCount &&
    a.isLoading === b.isLoading &&
    a.isStale === b.isStale &&
    a.error === b.error &&
    a.isCountExact === b.isCountExact &&
    a.isPaused === b.isPaused
  );
}
