import type { fileOrders } from '../../../../shared/contract/files.ts';
import type { FileState } from './layout.ts';

export type FileOrder = (typeof fileOrders)[number];

/** A file as the index thread gives it out. */
export interface IndexedFile {
  readonly id: string;
  readonly segments: readonly string[];
  readonly name: string;
  readonly sizeBytes: number;
  readonly contentType: string;
  readonly declaredType: string;
  readonly storedAt: string;
  readonly state: FileState;
  readonly problems: readonly string[];
  readonly user: string | null;
  readonly hasThumbnail: boolean;
  readonly version: string;
}

/** Enough to sort and add up the files of many rows. */
export type FileSummary = Pick<IndexedFile, 'name' | 'sizeBytes' | 'storedAt'>;

export interface StorageTotals {
  readonly name: string;
  readonly files: number;
  readonly sizeBytes: number;
  readonly isComplete: boolean;
}

export interface PageQuery {
  readonly storage: string;
  readonly order: FileOrder;
  readonly search: string;
  readonly offset: number;
  readonly limit: number;
  /** Also says where this file is. */
  readonly locate?: string | undefined;
}

export interface IndexedPage {
  readonly total: number;
  readonly isComplete: boolean;
  readonly sizeBytes: number;
  readonly items: readonly IndexedFile[];
  readonly located: number | null;
}

/** What the thread starts with. */
export interface IndexThreadData {
  readonly root: string;
  readonly layout: string;
}

export type IndexQuestion =
  | { readonly kind: 'page'; readonly query: PageQuery }
  | { readonly kind: 'lookup'; readonly storage: string; readonly ids: readonly string[] }
  | { readonly kind: 'summaries'; readonly storage: string; readonly ids: readonly string[] };

export type IndexAnswer = IndexedPage | null | readonly (IndexedFile | null)[] | readonly (FileSummary | null)[];

export type ToIndex =
  | { readonly kind: 'ask'; readonly call: number; readonly question: IndexQuestion }
  /** Opens the root if it is not open, and reads everything again. */
  | { readonly kind: 'rescan' };

export type FromIndex =
  | { readonly kind: 'answer'; readonly call: number; readonly value: IndexAnswer }
  | { readonly kind: 'failure'; readonly call: number; readonly message: string }
  | { readonly kind: 'opened'; readonly root: string }
  | { readonly kind: 'unreachable'; readonly message: string; readonly advice: string }
  | { readonly kind: 'totals'; readonly storages: readonly StorageTotals[]; readonly isScanning: boolean };
