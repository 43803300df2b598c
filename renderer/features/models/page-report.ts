import type { Page } from '../../../shared/contract/rows.ts';

/** What the pages of one question said beside their rows. */
export interface PageReport {
  readonly tookMs: number | null;
  /** Rows a search or a filter has looked at before it stopped; `null` while it has not stopped. */
  readonly stoppedAfterRows: number | null;
  readonly skipped: Page['skipped'];
}

export interface PageReports {
  readonly get: () => PageReport;
  readonly subscribe: (listener: () => void) => () => void;
  readonly add: (page: Page) => void;
  readonly clear: () => void;
}

const nothing: PageReport = { tookMs: null, stoppedAfterRows: null, skipped: [] };

export function createPageReports(): PageReports {
  let report = nothing;
  let scannedRows = 0;
  const listeners = new Set<() => void>();
  function set(next: PageReport): void {
    report = next;
    for (const listener of listeners) listener();
  }
  return {
    get: () => report,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add: (page) => {
      // Each part of a search that goes on counts from where the one before stopped.
      if (page.stopped !== null) scannedRows += page.stopped.scannedRows;
      set({
        tookMs: page.tookMs,
        stoppedAfterRows: page.stopped === null ? null : scannedRows,
        skipped: page.skipped,
      });
    },
    clear: () => {
      scannedRows = 0;
      set(nothing);
    },
  };
}
