import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cell, WholeCell } from '../../../shared/domain/cell.ts';
import type { RowImage, ValueImage } from '../storage/connector.ts';
import { packImages, unpackImage } from './image-record.ts';
import { parseItems } from './stored-item.ts';

const text = fc.string({ unit: 'binary' });
const whole: fc.Arbitrary<WholeCell> = fc.oneof(
  fc.constantFrom<WholeCell[]>(null, true, '\ud800', '__proto__', 9_007_199_254_740_993n, -9_223_372_036_854_775_808n),
  text,
  fc.bigInt(),
  fc.constantFrom('-0.0', 'NaN', '1e400').map((real) => ({ kind: 'real' as const, text: real })),
  fc.uint8Array().map((bytes) => ({ kind: 'bytes' as const, hex: Buffer.from(bytes).toString('hex') })),
);
const cell: fc.Arbitrary<Cell> = fc.oneof(
  whole,
  text.map((preview) => ({ kind: 'cut' as const, of: 'text' as const, preview, sizeBytes: 2 ** 40 })),
);
const value: fc.Arbitrary<ValueImage> = fc.record({
  cell,
  exact: text,
  bytes: fc.option(fc.uint8Array(), { nil: null }),
});
const key = fc.array(whole, { minLength: 1, maxLength: 3 });
const optional = fc.option(value, { nil: null });
const image: fc.Arbitrary<RowImage> = fc.record(
  {
    kind: fc.constantFrom('insert', 'update', 'delete'),
    model: text,
    key,
    keyBefore: fc.option(key, { nil: null }),
    followed: fc.boolean(),
    fields: fc.array(fc.record({ field: fc.oneof(text, fc.constant('__proto__')), before: optional, after: optional })),
    place: text,
  },
  { requiredKeys: ['kind', 'model', 'key', 'keyBefore', 'followed', 'fields'] },
);

test('brings every image back exactly, in its place', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(image, { maxLength: 8 }), async (images) => {
      const { chunks, values } = await packImages(images);
      const found = chunks.flatMap(({ items }) => parseItems(items).map((item) => unpackImage(item, values)));
      expect(found).toEqual(images);
      for (const { items } of chunks) expect(items.isWellFormed()).toBe(true);
    }),
  );
});

test('cuts many rows into chunks that follow each other', async () => {
  const row = (id: number): RowImage => ({
    kind: 'delete',
    model: 'm',
    key: [BigInt(id)],
    keyBefore: [BigInt(id)],
    followed: false,
    fields: [],
  });
  const { chunks } = await packImages(Array.from({ length: 1001 }, (_, id) => row(id)));
  expect(chunks.map(({ position, count }) => [position, count])).toEqual([
    [0, 250],
    [250, 250],
    [500, 250],
    [750, 250],
    [1000, 1],
  ]);
});

test('says nothing of the values when an item is damaged', () => {
  expect(() => parseItems('["secret')).toThrow(/^Items of the change journal are damaged$/);
});

test('throws for a value that is not kept any more', async () => {
  const big: ValueImage = { cell: null, exact: 'b@', bytes: new Uint8Array(3) };
  const fields = [{ field: 'f', before: big, after: null }];
  const { chunks } = await packImages([
    { kind: 'delete', model: 'm', key: [1n], keyBefore: [1n], followed: false, fields },
  ]);
  const [item] = parseItems(chunks[0]?.items ?? '');
  if (!item) throw new Error('one item');
  expect(() => unpackImage(item, [null])).toThrow('A value of the journal is lost');
  expect(() => unpackImage(item, [])).toThrow('A value of the journal is lost');
});
