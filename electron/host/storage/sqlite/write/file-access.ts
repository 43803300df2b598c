import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import type { OpenedFile } from '../protocol.ts';

export const damagedReason = 'The file is damaged: nothing is written to it';

const noMedium = 'The file lies where nothing can be written';

/**
 * Why nothing can be written to a file, in one sentence without a full stop; `null` when it may be tried. The file is only
 * looked at: SQLite alone opens it.
 */
export function writeRefusal(
  path: string,
  { isCopy, isDamaged }: Pick<OpenedFile, 'isCopy' | 'isDamaged'>,
): string | null {
  if (isDamaged) return damagedReason;
  if (isCopy) return noMedium;
  const file = whyNotWritable(path);
  if (file !== null) return file === 'EROFS' ? noMedium : 'This account may not write to the file';
  // SQLite lays its journal beside the file.
  return whyNotWritable(dirname(path)) === null ? null : 'This account may not write to the folder of the file';
}

/** The system's word for why nothing can be written there; `null` when it can. */
export function whyNotWritable(path: string): string | null {
  try {
    accessSync(path, constants.W_OK);
    return null;
  } catch (error) {
    // Errors of the file system say their code.
    return (error as NodeJS.ErrnoException).code ?? 'EACCES';
  }
}
