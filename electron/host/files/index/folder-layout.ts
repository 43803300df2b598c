import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isPlainName, isStorageName } from '../file-id.ts';
import { inspect, Refusal } from '../safe-path.ts';
import { type Entry, entriesOf, foldersOf, type Layout, type Located } from './layout.ts';

/** Files that lie directly in the root form a storage of this name; no folder can be called so. */
const topStorage = '(top folder)';

const depthLimit = 32;

/**
 * An ordinary folder: each top-level folder is a storage, whatever lies below it is its files.
 * Ids are made of the path, so they stay as long as the file keeps its place.
 */
export const folderLayout: Layout = {
  kind: 'folder',
  label: 'Folder',
  storages(root) {
    const names = foldersOf(root)
      .filter((name) => isStorageName(name) && name !== topStorage)
      .sort();
    const hasTopFiles = entriesOf(root).some((entry) => entry.isFile() && !entry.name.startsWith('.'));
    return hasTopFiles ? [...names, topStorage] : names;
  },
  list: (root, storage) =>
    storage === topStorage ? listFolder(root, [], [], 0) : listFolder(root, [storage], [], depthLimit),
  read(root, storage, { id, path }) {
    const segments = segmentsOf(storage, path);
    const entry = { id, path, name: segments.at(-1) ?? id, declaredType: '', user: null, sniffedType: null };
    try {
      const file = inspect(root, segments);
      const storedAt = new Date(file.modifiedMs).toISOString().slice(0, 19);
      return {
        ...entry,
        sizeBytes: file.sizeBytes,
        modifiedMs: file.modifiedMs,
        storedAt,
        state: 'ok',
        problems: [],
      } satisfies Entry;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.reason === 'absent') return null;
      return { ...entry, sizeBytes: 0, modifiedMs: 0, storedAt: '', state: 'damaged', problems: [error.message] };
    }
  },
  segments: (storage, { path }) => segmentsOf(storage, path),
  locate: () => null,
  *watched(root, storage, depth) {
    const isTop = storage === topStorage;
    if (depth === 0) yield isTop ? root : join(root, storage);
    else if (!isTop) yield* foldersBelow(join(root, storage), depth);
  },
};

function segmentsOf(storage: string, path: string | null): readonly string[] {
  const below = path?.split('/') ?? [];
  return storage === topStorage ? below : [storage, ...below];
}

/** @param start of the storage, from the root; @param below the folder, from the storage */
function* listFolder(
  root: string,
  start: readonly string[],
  below: readonly string[],
  depth: number,
): Generator<readonly Located[]> {
  const found: Located[] = [];
  const folders: string[] = [];
  for (const entry of entriesOf(root, ...start, ...below)) {
    if (entry.name.startsWith('.') || !isPlainName(entry.name)) continue;
    if (entry.isFile()) {
      const path = [...below, entry.name];
      found.push({ id: pathId([...start, ...path]), path: path.join('/') });
    } else if (entry.isDirectory() && depth > 0) folders.push(entry.name);
  }
  yield found;
  for (const folder of folders) yield* listFolder(root, start, [...below, folder], depth - 1);
}

function* foldersBelow(folder: string, depth: number): Generator<string> {
  for (const name of foldersOf(folder)) {
    if (depth === 1) yield join(folder, name);
    else yield* foldersBelow(join(folder, name), depth - 1);
  }
}

function pathId(segments: readonly string[]): string {
  return createHash('sha256').update(segments.join('\0')).digest('hex').slice(0, 32);
}
