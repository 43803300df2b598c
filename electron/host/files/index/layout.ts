import type { Dirent } from 'node:fs';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { fileStates } from '../../../../shared/contract/files.ts';
import { refusalOf } from '../safe-path.ts';

export type FileState = (typeof fileStates)[number];

/** Where one id of a storage lies. There may be millions of them, so nothing is kept that follows from the id. */
export interface Located {
  readonly id: string;
  /** The file's path below the storage where the id does not tell it; else `null`. */
  readonly path: string | null;
}

/** One stored file as the index keeps it. */
export interface Entry extends Located {
  readonly name: string;
  readonly sizeBytes: number;
  readonly storedAt: string;
  readonly modifiedMs: number;
  readonly state: FileState;
  readonly problems: readonly string[];
  /** What the uploader said it is; never trusted, compared only. */
  readonly declaredType: string;
  readonly user: string | null;
  /** Told from the first bytes when first asked for; `null` before. */
  sniffedType: string | null;
}

/**
 * How a files folder is laid out. All calls are synchronous: they run on the index's own thread.
 * Presence of files is told by `list`; what they are, by `read`.
 */
export interface Layout {
  readonly kind: string;
  /** For the status bar. */
  readonly label: string;
  storages(root: string): readonly string[];
  /** Ids of a storage in pieces, so that the caller can pause between them. */
  list(root: string, storage: string): Iterable<readonly Located[]>;
  /** @returns `null` when there is no file, `'pending'` while it is being put there. */
  read(root: string, storage: string, located: Located): Entry | 'pending' | null;
  /** From the files folder down to the file. */
  segments(storage: string, file: Located & { readonly name: string }): readonly string[];
  /** Where the id would lie, whether or not it does; `null` when only a listing can tell. */
  locate(storage: string, id: string): Located | null;
  /** Folders worth watching for new files, `depth` steps (0 to 2) below the storage's own. */
  watched(root: string, storage: string, depth: number): Iterable<string>;
}

/** Real sub-folders, without links and without hidden ones; a folder that is gone or closed has none. */
export function foldersOf(path: string): string[] {
  return entriesOf(path)
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
}

/** The folder's entries; those of a folder that vanished or may not be read are none. */
export function entriesOf(...path: [string, ...string[]]): readonly Dirent[] {
  try {
    return readdirSync(join(...path), { withFileTypes: true });
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.reason === 'absent' || refusal.reason === 'denied' || refusal.reason === 'link') return [];
    throw refusal;
  }
}
