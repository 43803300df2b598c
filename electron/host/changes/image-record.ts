import { setImmediate as nextTurn } from 'node:timers/promises';
import { sameCell } from '../../../shared/domain/cell.ts';
import { type PackedCell, packCell, unpackCell } from '../../../shared/domain/packed-cells.ts';
import type { RowKey } from '../../../shared/domain/row-key.ts';
import type { ItemChunk } from '../local-state/journal-store.ts';
import type { RowImage, ValueImage } from '../storage/connector.ts';
import type { StoredItem, StoredValue } from './stored-item.ts';

export interface PackedImages {
  readonly chunks: readonly ItemChunk[];
  /** Values too big for the text. */
  readonly values: readonly Uint8Array[];
}

/** A page of an entry reads few chunks, and each is parsed whole. */
const chunkItems = 250;
const chunkCharacters = 500_000;
const longestTurnMs = 10;

/** Images as texts for the journal. Takes turns with other work: a save may have 20,000 rows. */
export async function packImages(images: readonly RowImage[]): Promise<PackedImages> {
  const values: Uint8Array[] = [];
  const chunks: ItemChunk[] = [];
  let turnMs = performance.now();
  for (let position = 0; position < images.length; ) {
    if (performance.now() - turnMs > longestTurnMs) {
      await nextTurn();
      turnMs = performance.now();
    }
    const items: StoredItem[] = [];
    for (let characters = 0; items.length < chunkItems && characters < chunkCharacters; ) {
      const image = images[position + items.length];
      if (!image) break;
      items.push(packImage(image, values));
      for (const { before, after } of image.fields)
        characters += (before?.exact.length ?? 0) + (after?.exact.length ?? 0);
    }
    chunks.push({ position, count: items.length, items: JSON.stringify(items) });
    position += items.length;
  }
  return { chunks, values };
}

function packImage(
  { kind, model, key, keyBefore, followed, fields, place }: RowImage,
  values: Uint8Array[],
): StoredItem {
  const pack = (value: ValueImage | null): StoredValue | null => {
    if (value === null) return null;
    return [packCell(value.cell), value.exact, value.bytes === null ? null : values.push(value.bytes) - 1];
  };
  const item = [
    kind,
    model,
    key.map(packCell),
    keyBefore && (isSameKey(key, keyBefore) ? 'same' : keyBefore.map(packCell)),
    followed,
    fields.map(({ field, before, after }) => [field, pack(before), pack(after)] as const),
  ] as const;
  return place === undefined ? item : [...item, place];
}

function isSameKey(a: RowKey, b: RowKey): boolean {
  return a.length === b.length && a.every((cell, index) => sameCell(cell, b[index] ?? null));
}

/**
 * Reverses {@link packImages}.
 * @param values by number, as the journal has them; reading one that it has not throws
 */
export function unpackImage(item: StoredItem, values: readonly (Uint8Array | null)[]): RowImage {
  const unpack = (stored: StoredValue | null): ValueImage | null => {
    if (stored === null) return null;
    const [cell, exact, number] = stored;
    const bytes = number === null ? null : values[number];
    if (bytes === undefined || (number !== null && bytes === null)) throw new Error('A value of the journal is lost');
    return { cell: unpackCell(cell), exact, bytes };
  };
  const [kind, model, storedKey, keyBefore, followed, fields, place] = item;
  const key = unpackKey(storedKey);
  return {
    kind,
    model,
    key,
    keyBefore: keyBefore === 'same' ? key : keyBefore && unpackKey(keyBefore),
    followed,
    fields: fields.map(([field, before, after]) => ({ field, before: unpack(before), after: unpack(after) })),
    ...(place === undefined ? {} : { place }),
  };
}

export function unpackKey(key: readonly PackedCell[]): RowKey {
  // The cells of keys are never cut.
  return key.map(unpackCell) as unknown as RowKey;
}
