import type { SavedRow } from '../../../shared/domain/change-set.ts';
import { encodeRowKey, type RowKey } from '../../../shared/domain/row-key.ts';
import type { RowImage, StoreChange } from '../storage/connector.ts';

/**
 * What the writer would have answered, from the images of its transaction: for a commit that is in the store although
 * its answer was lost. A new row that can't be told from others of its model has no key here, and is read again.
 */
export function savedRows(changes: readonly StoreChange[], images: readonly RowImage[]): SavedRow[] {
  const own = images.filter(({ followed }) => !followed);
  const nameOf = (model: string, key: RowKey) => JSON.stringify([model, encodeRowKey(key)]);
  const byKey = new Map(
    own.flatMap((image) => (image.keyBefore ? [[nameOf(image.model, image.keyBefore), image]] : [])),
  );
  const inserted = Map.groupBy(
    own.filter(({ kind }) => kind === 'insert'),
    ({ model }) => model,
  );
  return changes.map((change) => {
    const image = imageOf(change);
    if (!image || image.kind === 'delete') return { change: change.id, key: null, columns: [], cells: [] };
    return {
      change: change.id,
      key: image.key,
      columns: image.fields.map(({ field }) => field),
      cells: image.fields.map(({ after }) => after?.cell ?? null),
    };
  });

  function imageOf(change: StoreChange): RowImage | undefined {
    switch (change.kind) {
      case 'insert': {
        const rows = inserted.get(change.model) ?? [];
        return rows.length === 1 ? rows[0] : undefined;
      }
      case 'update':
      case 'delete':
        return byKey.get(nameOf(change.model, change.key));
      case 'restore':
        // Taking back an insert deletes; everything else is found under the key that the row has had until then.
        return change.image.kind === 'delete' ? undefined : byKey.get(nameOf(change.image.model, change.image.key));
    }
  }
}
