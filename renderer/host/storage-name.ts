import type { Project } from '../../shared/domain/project.ts';

type Storages = readonly Pick<Project['storages'][number], 'id' | 'address'>[];

/** What people know a storage by where there are several: `lumen on db.example.org`, `shop.db`; its id where two are alike. */
export function storageName(storages: Storages, id: string): string {
  const address = storages.find((storage) => storage.id === id)?.address ?? '';
  const isOnlyOne = storages.filter((storage) => storage.address === address).length === 1;
  return address !== '' && isOnlyOne ? address : id;
}
