import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { DemoTask, TaskControl } from '../demo-task.ts';
import { cloneFile, exists, moveIntoPlace, removeStaleTemporaries, temporaryBeside } from '../project-folder.ts';
import { writeDocument } from './documents/write-document.ts';
import { drawPicture } from './draw-picture.ts';
import { type PlannedFile, planFiles } from './file-plan.ts';

/** Two at a time: libuv's pool has four threads, and the host needs some of them to read and write files. */
const atOnce = 2;

const infoName = '.fileinfo.json';

/** The folder of one file in Wefram's layout, below a files root. */
export function leafOf(root: string, { storage, id }: Pick<PlannedFile, 'storage' | 'id'>): string {
  return join(root, storage, id.slice(0, 2), id.slice(2, 4), id.slice(4));
}

/**
 * Brings every planned file into the project: from the cache, or made and put there first. A leaf folder appears by
 * one rename, so one that exists is complete, and what was interrupted goes on.
 */
export async function buildFiles(task: Extract<DemoTask, { kind: 'files' }>, control: TaskControl): Promise<void> {
  const { all } = planFiles(task.scale);
  // One image per thread: several at once keep both cores busier than several threads on one image.
  sharp.concurrency(1);
  sharp.cache(false);
  await removeStaleTemporaries(task.cacheRoot);
  const makeFolder = temporaryBeside(task.cacheRoot);
  // Beside the files root, where Storeroom keeps what is not finished: the same file system, and no listing sees it.
  const copyFolder = temporaryBeside(join(dirname(task.filesRoot), '.storeroom', 'tmp', 'demo'));
  await removeStaleTemporaries(copyFolder);
  await mkdir(makeFolder, { recursive: true });
  await mkdir(copyFolder, { recursive: true });
  let next = 0;
  let done = 0;
  const work = async () => {
    for (let file = all[next++]; file !== undefined; file = all[next++]) {
      control.checkCancelled();
      await bring(file, task, makeFolder, copyFolder);
      done += 1;
      control.report({ step: stepOf(file), done, total: all.length });
    }
  };
  try {
    const results = await Promise.allSettled(Array.from({ length: atOnce }, work));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  } finally {
    await rm(makeFolder, { recursive: true, force: true });
    await rm(copyFolder, { recursive: true, force: true });
    await removeEmptyFolders(dirname(copyFolder), dirname(dirname(copyFolder)));
  }
}

/** In this order, up to the first that holds something. */
async function removeEmptyFolders(...folders: readonly string[]): Promise<void> {
  try {
    for (const folder of folders) await rmdir(folder);
  } catch (error) {
    const isInUse =
      error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST');
    if (!isInUse) throw error;
  }
}

function stepOf(file: PlannedFile): string {
  return file.content.kind === 'document' ? 'Writing documents' : `Drawing ${file.storage}`;
}

async function bring(
  file: PlannedFile,
  task: Extract<DemoTask, { kind: 'files' }>,
  makeFolder: string,
  copyFolder: string,
): Promise<void> {
  const leaf = leafOf(task.filesRoot, file);
  if (await exists(leaf)) return;
  const cached = leafOf(task.cacheRoot, file);
  if (!(await exists(cached))) {
    const bytes =
      file.content.kind === 'document'
        ? writeDocument(file.content, task.scale)
        : await drawPicture(file.id, file.content);
    const made = join(makeFolder, file.id);
    await mkdir(made);
    await writeFile(join(made, file.name), bytes);
    await writeFile(join(made, infoName), fileInfo(file, bytes.length));
    await mkdir(dirname(cached), { recursive: true });
    await moveIntoPlace(made, cached);
  }
  const copied = join(copyFolder, file.id);
  await mkdir(copied);
  for (const name of [file.name, infoName]) await cloneFile(join(cached, name), join(copied, name));
  await mkdir(dirname(leaf), { recursive: true });
  await moveIntoPlace(copied, leaf);
}

/** As Wefram writes it: Python's separators, keys in this order, non-ASCII letters as they are. */
function fileInfo(file: PlannedFile, sizeBytes: number): string {
  const text = JSON.stringify;
  return `{"content_type": ${text(file.contentType)}, "filename": ${text(file.name)}, "filesize": ${sizeBytes}, "timestamp": ${text(file.storedAt)}, "user": ${text(file.user)}}`;
}
