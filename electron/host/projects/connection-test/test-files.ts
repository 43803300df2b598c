import { constants } from 'node:fs';
import { access, opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../../shared/domain/app-error.ts';
import type { Operation } from '../../storage/connector.ts';
import { findFilesRoot } from '../examine-target.ts';
import type { Found } from './run-test.ts';

const field = 'filesRoot';
/** Enough to tell that it is the right folder. */
const countedFiles = 100_000;
const countMs = 5000;

/** Looks whether a folder holds stored files, and how many. @throws AppError with the field as `subject` */
export async function testFiles(root: string, op: Operation): Promise<Found> {
  await assertFolder(root);
  const found = await findFilesRoot(root);
  if (found !== null && found !== '.') {
    const path = join(root, found);
    throw new AppError('not_found', `The stored files lie in ${path}`, {
      subject: field,
      advice: `Give ${path} instead.`,
    });
  }
  const isWritable = await access(root, constants.W_OK).then(
    () => true,
    () => false,
  );
  const notes = isWritable ? [] : ['The folder can’t be written'];
  if (found === null) return { version: 'No stored files yet', notes: ['The folder is readable', ...notes] };
  const { files, isAll } = await countFiles(root, op.signal);
  const number = files.toLocaleString('en');
  return { version: `${isAll ? number : `More than ${number}`} ${files === 1 ? 'file' : 'files'}`, notes };
}

async function assertFolder(root: string): Promise<void> {
  const refuse = (message: string, advice: string) => new AppError('not_found', message, { subject: field, advice });
  try {
    if (!(await stat(root)).isDirectory())
      throw refuse(`${root} is no folder`, 'Give the folder that holds the files.');
    await access(root, constants.R_OK | constants.X_OK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw refuse(`There is no folder ${root}`, 'Correct the path.');
    if (code === 'EACCES' || code === 'EPERM')
      throw refuse(`No permission to read ${root}`, 'Give your user the right to read the folder.');
    throw error;
  }
}

/** `<entity>/<2 hex>/<2 hex>/<28 hex>`: the folder of the last level is a file. */
const levels = [/^[^.]/, /^[0-9a-f]{2}$/, /^[0-9a-f]{2}$/, /^[0-9a-f]{28}$/];

async function countFiles(root: string, signal: AbortSignal): Promise<{ files: number; isAll: boolean }> {
  const until = performance.now() + countMs;
  let files = 0;
  let isAll = true;
  async function walk(path: string, level: number): Promise<void> {
    const name = levels[level];
    if (!name) return;
    for await (const entry of await opendir(path)) {
      signal.throwIfAborted();
      if (files >= countedFiles || performance.now() > until) {
        isAll = false;
        return;
      }
      if (!entry.isDirectory() || !name.test(entry.name)) continue;
      if (level === levels.length - 1) files += 1;
      else await walk(join(path, entry.name), level + 1);
    }
  }
  await walk(root, 0);
  return { files, isAll };
}
