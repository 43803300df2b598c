import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import type { OpenedFile } from '../protocol.ts';

/**
 * Why nothing can be written to a file, in one sentence without a full stop; `null` when it may be tried. The file is only
 * looked at: SQLite alone opens it.
 */
export function writeRefusal(path: string, mode: OpenedFile['mode']): string | null {
  if (mode === 'immutable') return 'The file lies where nothing can be written';
  if (!isWritable(path)) return 'This account may not write to the file';
  // SQLite lays its journal beside the file.
  return isWritable(dirname(path)) ? null : 'This account may not write to the folder of the file';
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
