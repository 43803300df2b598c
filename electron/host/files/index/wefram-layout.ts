import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { isStorageName } from '../file-id.ts';
import { infoLimitBytes, infoName, parseFileInfo } from '../file-info.ts';
import { inspect, Refusal, readInspected, refusalOf } from '../safe-path.ts';
import { type Entry, entriesOf, foldersOf, type Layout, type Located } from './layout.ts';

/** An upload makes the folder, then the file, then its description: one younger than this is still under way. */
const uploadGraceMs = 5000;

const entityName = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$/;
const noProblems: readonly string[] = [];

const pair = /^[0-9a-f]{2}$/;
const rest = /^[0-9a-f]{28}$/;

/** `<app.entity>/<id[0:2]>/<id[2:4]>/<id[4:]>/{file, .fileinfo.json}`. Anything else in the folder is foreign and passed over. */
export const weframLayout: Layout = {
  kind: 'wefram',
  label: 'Wefram files',
  storages: (root) =>
    foldersOf(root)
      .filter(isStorageName)
      .filter((name) => entityName.test(name) || holdsIds(join(root, name)))
      .sort(),
  *list(root, storage) {
    for (const first of foldersOf(join(root, storage))) {
      if (!pair.test(first)) continue;
      const found: Located[] = [];
      for (const second of foldersOf(join(root, storage, first))) {
        if (!pair.test(second)) continue;
        for (const last of foldersOf(join(root, storage, first, second))) {
          if (rest.test(last)) found.push({ id: first + second + last, path: null });
        }
      }
      yield found;
    }
  },
  read: readStored,
  segments: (storage, { id, name }) => [...folderOf(storage, id), name],
  locate: (storage, id) => (isStorageName(storage) ? { id, path: null } : null),
  *watched(root, storage, depth) {
    const folder = join(root, storage);
    if (depth === 0) {
      yield folder;
      return;
    }
    for (const first of foldersOf(folder).filter((name) => pair.test(name))) {
      if (depth === 1) yield join(folder, first);
      else for (const second of foldersOf(join(folder, first))) yield join(folder, first, second);
    }
  },
};

function holdsIds(folder: string): boolean {
  return foldersOf(folder).some(
    (first) => pair.test(first) && foldersOf(join(folder, first)).some((second) => pair.test(second)),
  );
}

function folderOf(storage: string, id: string): readonly string[] {
  return [storage, id.slice(0, 2), id.slice(2, 4), id.slice(4)];
}

function readStored(root: string, storage: string, { id }: Located): Entry | 'pending' | null {
  const folder = folderOf(storage, id);
  const blank = {
    id,
    path: null,
    name: id,
    sizeBytes: 0,
    storedAt: '',
    modifiedMs: 0,
    declaredType: '',
    user: null,
    sniffedType: null,
  };
  let info: ReturnType<typeof parseFileInfo>;
  try {
    const file = inspect(root, [...folder, infoName]);
    info =
      file.sizeBytes > infoLimitBytes
        ? { kind: 'bad', problem: `${infoName} is larger than 64 KiB` }
        : parseFileInfo(readInspected(file, infoLimitBytes));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.reason !== 'absent') return { ...blank, state: 'damaged', problems: [`${infoName}: ${error.message}`] };
    return withoutInfo(join(root, ...folder), blank);
  }
  if (info.kind === 'bad') return { ...blank, state: 'damaged', problems: [info.problem] };

  const described = {
    ...blank,
    name: info.name,
    storedAt: info.storedAt,
    declaredType: info.declaredType,
    user: info.user,
  };
  try {
    const file = inspect(root, [...folder, info.name]);
    const sizes = { sizeBytes: file.sizeBytes, modifiedMs: file.modifiedMs };
    const problem =
      info.declaredSize === null || info.declaredSize === file.sizeBytes
        ? null
        : `The file has ${file.sizeBytes} bytes, ${infoName} says ${info.declaredSize}`;
    return { ...described, ...sizes, state: problem ? 'damaged' : 'ok', problems: problem ? [problem] : noProblems };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.reason === 'absent')
      return { ...described, state: 'missing', problems: ['The file itself is not on disk, only its description'] };
    return { ...described, state: 'damaged', problems: [error.message] };
  }
}

/** A folder without description: an upload under way, nothing at all, or damage worth showing. */
function withoutInfo(path: string, blank: Omit<Entry, 'state' | 'problems'>): Entry | 'pending' | null {
  try {
    const stats = lstatSync(path);
    if (!stats.isDirectory()) return null;
    if (Date.now() - stats.mtimeMs < uploadGraceMs) return 'pending';
  } catch (error) {
    if (refusalOf(error).reason === 'absent') return null;
    throw error;
  }
  const files = entriesOf(path).filter((entry) => entry.isFile());
  // An upload that failed at once leaves an empty folder: no file, so nothing to show.
  if (files.length === 0) return null;
  return { ...blank, state: 'damaged', problems: [`${infoName} is missing, so the file can't be told`] };
}
