import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { Operation, RowImage } from '../../connector.ts';
import type { PgAccess } from '../connection/access.ts';
import { PgError } from '../connection/pg-error.ts';
import type { PgCatalog } from '../table.ts';
import { awaitWriters } from './await-writers.ts';
import { type Stored, valueOfImage } from './exact-value.ts';
import { locatorOf } from './locate-rows.ts';
import { readRows } from './read-rows.ts';
import { type Locator, locatorName } from './row-states.ts';
import { type WriteTable, writeTableOf } from './write-table.ts';

type Verdict = 'before' | 'after' | null;

/**
 * Which of two states the rows are in. One row that proves it is enough, as all of them were written together or not at
 * all; rows that have been changed since prove nothing, and rows that contradict each other make the answer `neither`.
 */
export async function compareImages(
  access: PgAccess,
  catalog: PgCatalog,
  images: readonly RowImage[],
  op: Operation,
): Promise<'before' | 'after' | 'neither'> {
  await awaitWriters(access, op);
  let verdict: Verdict = null;
  for (const [model, some] of Map.groupBy(images, (image) => image.model)) {
    const table = await tableOf(catalog, model, op);
    // A table that is not there any more proves nothing.
    if (table === null) continue;
    for (const one of await verdictsOf(access, table, some, op)) {
      if (one === null) continue;
      if (verdict !== null && verdict !== one) return 'neither';
      verdict = one;
    }
  }
  return verdict ?? 'neither';
}

async function tableOf(catalog: PgCatalog, model: string, op: Operation): Promise<WriteTable | null> {
  try {
    return writeTableOf(await catalog.describe(model, op));
  } catch (error) {
    if (error instanceof AppError && (error.code === 'not_found' || error.code === 'auth')) return null;
    throw error;
  }
}

/** Images of the same columns are compared with one reading. */
async function verdictsOf(
  access: PgAccess,
  table: WriteTable,
  images: readonly RowImage[],
  op: Operation,
): Promise<readonly Verdict[]> {
  const usable = images.filter(
    ({ key, fields }) =>
      key.length === table.key.length && fields.every(({ field }) => table.table.readable.has(field)),
  );
  const alike = Map.groupBy(usable, ({ fields }) => JSON.stringify(fields.map(({ field }) => field)));
  const verdicts: Verdict[] = [];
  for (const some of alike.values()) {
    const columns = some[0]?.fields.map(({ field }) => field) ?? [];
    const keys = new Map<string, Locator>();
    const locate = (key: RowImage['key']) => {
      const locator = locatorOf(table, key);
      if (locator !== null) keys.set(locatorName(locator), locator);
      return locator && locatorName(locator);
    };
    const places = some.map((image) => ({
      image,
      now: locate(image.key),
      before: locate(image.keyBefore ?? image.key),
    }));
    const present = await readPresent(access, table, [...keys.values()], columns, op);
    if (present === null) continue;
    for (const { image, now, before } of places)
      verdicts.push(verdictOf(image, present.get(now ?? ''), present.get(before ?? '')));
  }
  return verdicts;
}

/** `null` where they can't be read: a column or a type that has changed proves nothing. */
async function readPresent(
  access: PgAccess,
  table: WriteTable,
  keys: readonly Locator[],
  columns: readonly string[],
  op: Operation,
): Promise<ReadonlyMap<string, readonly Stored[]> | null> {
  try {
    return await access.snapshot(async (run) => {
      const found = await readRows({ run }, { table, keys, columns, lock: null, count: () => {} });
      return new Map(
        keys.flatMap((key, at) => {
          const row = found[at]?.[0];
          return row ? [[locatorName(key), row.values] as const] : [];
        }),
      );
    }, op);
  } catch (error) {
    if (error instanceof PgError && /^(?:22|42)/.test(error.sqlState)) return null;
    throw error;
  }
}

function verdictOf(
  { kind, fields }: RowImage,
  now: readonly Stored[] | undefined,
  then: readonly Stored[] | undefined,
): Verdict {
  const holds = (values: readonly Stored[] | undefined, side: 'before' | 'after') =>
    values !== undefined &&
    fields.every(({ [side]: image }, at) => image === null || valueOfImage(image) === (values[at] ?? null));
  const isAfter = kind === 'delete' ? now === undefined : holds(now, 'after');
  const isBefore = kind === 'insert' ? now === undefined : holds(then, 'before');
  // Alike before and after, as by a value that is the same in both: nothing follows from it.
  return isAfter === isBefore ? null : isAfter ? 'after' : 'before';
}
