import { useQueries } from '@tanstack/react-query';
import type { FileItem } from '../../../shared/contract/files.ts';
import { galleryPath, useApi, useProject } from '../../host/index.ts';
import { formatCount, type PaletteGroup, type PaletteItem } from '../../ui/index.ts';
import { fileKind } from './file-kind.ts';
import { storageIcon } from './files-nav.tsx';
import { useFileStorages } from './use-file-storages.ts';

const itemLimit = 8;
/** Projects have few storages; names in more of them are found in their galleries. */
const storageLimit = 12;

/** Storages by name, and files whose name or id matches. */
export function useFilePalette(text: string): PaletteGroup[] {
  const api = useApi();
  const { id: project } = useProject();
  const storages = useFileStorages();
  const wanted = text.trim().toLowerCase();
  const isSearch = wanted.length >= 2;
  const searched = isSearch ? storages.slice(0, storageLimit) : [];
  const found = useQueries({
    queries: searched.map(({ root, storage }) =>
      api.files.page.queryOptions({
        input: {
          project,
          scope: { kind: 'storage', root, storage },
          order: 'name',
          search: wanted,
          offset: 0,
          limit: itemLimit,
        },
      }),
    ),
  });

  const rooms: PaletteItem[] = storages
    .filter(({ storage }) => storage.toLowerCase().includes(wanted))
    .slice(0, itemLimit)
    .map(({ root, storage, files }) => ({
      id: `${root}/${storage}`,
      label: storage,
      detail: `${formatCount(files)} files`,
      icon: storageIcon(storage),
      action: { kind: 'open', path: galleryPath({ project, root, storage }) },
    }));
  const files = found
    .flatMap(({ data }) => data?.items.map((file) => paletteItem(project, file)) ?? [])
    .slice(0, itemLimit);
  return [
    { title: 'Storages', items: rooms, isLoading: false },
    { title: 'Files', items: files, isLoading: found.some(({ isLoading }) => isLoading) },
  ];
}

function paletteItem(project: string, file: FileItem): PaletteItem {
  const { root, storage, id, name } = file;
  return {
    id: `${root}/${storage}/${id}`,
    label: name,
    detail: storage,
    icon: fileKind(file).icon,
    action: { kind: 'open', path: galleryPath({ project, root, storage }, { file: id }) },
  };
}
