import type { fileOrders } from '../../../shared/contract/files.ts';

export type FileOrder = (typeof fileOrders)[number];

export const orderLabels: Readonly<Record<FileOrder, string>> = {
  position: 'Row order',
  name: 'Name',
  date: 'Newest first',
  size: 'Largest first',
  id: 'Stored id',
};

/** Files of a storage have no order of rows. */
export function ordersOf(kind: 'storage' | 'related'): readonly FileOrder[] {
  return kind === 'related' ? ['position', 'name', 'date', 'size', 'id'] : ['name', 'date', 'size', 'id'];
}
