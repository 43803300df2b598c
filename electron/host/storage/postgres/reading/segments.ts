import { comparedOperand, comparedValue, isNull } from './compared-column.ts';
import type { OrderColumn } from './order-plan.ts';
import type { Parameters } from './parameters.ts';

/** Order values of a row, as the server writes them; fewer than the order has columns name all rows that begin so. */
export type PlaceValues = readonly (string | null)[];

/** A place as it stands in SQL: an expression for each value; `null` for NULL. */
export type Operands = readonly (string | null)[];

/** A condition, and what is still to be ordered once it holds. */
export interface Segment {
  /** Empty when it holds for every row. */
  readonly condition: string;
  readonly order: readonly OrderColumn[];
}

/** The place as parameters of a statement. */
export function bindPlace(order: readonly OrderColumn[], place: PlaceValues, parameters: Parameters): Operands {
  return place.map((value, at) => {
    const column = order[at]?.column;
    return value === null || !column ? null : comparedOperand(column, parameters.bind(value));
  });
}

/**
 * The rows after a place, cut into pieces of which each is one search in an index: equal leading values and one bound.
 * Taken in turn they are the rows in order. NULLs (last when ascending, first when descending) are pieces of their own,
 * because `OR` would turn the search into a scan. Columns that are never NULL, go in one direction and lie in one index
 * (`held`) are compared as a row, which is one search.
 * @param from `null`: all rows.
 */
export function segmentsAfter(
  order: readonly OrderColumn[],
  held: number,
  from: Operands | null,
  isInclusive: boolean,
): readonly Segment[] {
  if (from === null) return [{ condition: '', order }];
  const placed = order.slice(0, from.length);
  for (let level = 0; level < placed.length; level += 1) {
    const tail = placed.slice(level);
    if (!isOneRow(tail, level, held, from)) continue;
    const condition = joined([
      ...equalities(placed.slice(0, level), from),
      rowAfter(tail, from.slice(level), isInclusive),
    ]);
    return [{ condition, order: order.slice(level) }, ...levelsAfter(order, placed.slice(0, level), from)];
  }
  const after = levelsAfter(order, placed, from);
  if (!isInclusive) return after;
  return [{ condition: joined(equalities(placed, from)), order: order.slice(placed.length) }, ...after];
}

/** The deepest level first: rows that tie with the place longest come first. */
function levelsAfter(
  order: readonly OrderColumn[],
  placed: readonly OrderColumn[],
  from: Operands,
): readonly Segment[] {
  return placed
    .flatMap((here, level) => {
      const head = equalities(placed.slice(0, level), from);
      const bounds = boundsAfter(here, from[level] ?? null).map(({ condition, isSettled }) => ({
        condition: joined([...head, condition]),
        order: order.slice(isSettled ? level + 1 : level),
      }));
      return [bounds];
    })
    .toReversed()
    .flat();
}

/**
 * A row comparison searches an index where all of it lies in that, or, after it, in the index of the key, which puts ties
 * in order. A single column is compared alike anywhere.
 */
function isOneRow(columns: readonly OrderColumn[], level: number, held: number, from: Operands): boolean {
  if (columns.length > 1 && level < held && level + columns.length > held) return false;
  const [first] = columns;
  return columns.every(
    ({ column, isDescending }, at) =>
      column.notNull && from[level + at] !== null && isDescending === first?.isDescending,
  );
}

function rowAfter(columns: readonly OrderColumn[], from: Operands, isInclusive: boolean): string {
  const operator = `${columns[0]?.isDescending ? '<' : '>'}${isInclusive ? '=' : ''}`;
  const values = columns.map(({ column }) => comparedValue(column));
  const operands = columns.map((_, at) => from[at] ?? 'NULL');
  return columns.length === 1
    ? `${values[0]} ${operator} ${operands[0]}`
    : `(${values.join(', ')}) ${operator} (${operands.join(', ')})`;
}

/**
 * The same as one condition, for statements that must sort and so would scan once for each piece.
 * The bound on the leading column stands first, alone: with it an index on that column can still be searched.
 */
export function conditionAfter(order: readonly OrderColumn[], from: Operands, isInclusive: boolean): string {
  const pieces = segmentsAfter(order, order.length, from, isInclusive).map(({ condition }) => condition);
  if (pieces.length === 0) return 'FALSE';
  const any = pieces.length === 1 ? (pieces[0] ?? '') : `(${pieces.map((piece) => `(${piece})`).join(' OR ')})`;
  const [leading] = order;
  const bound = leading && pieces.length > 1 ? leadingBound(leading, from[0] ?? null) : null;
  return bound === null ? any : joined([bound, any]);
}

function leadingBound({ column, isDescending }: OrderColumn, operand: string | null): string | null {
  if (operand === null) return isDescending ? null : isNull(column);
  const bound = `${comparedValue(column)} ${isDescending ? '<=' : '>='} ${operand}`;
  return column.notNull || isDescending ? bound : `(${bound} OR ${isNull(column)})`;
}

function boundsAfter(
  { column, isDescending }: OrderColumn,
  operand: string | null,
): readonly { condition: string; isSettled: boolean }[] {
  if (operand === null) {
    return isDescending ? [{ condition: `NOT ${isNull(column)}`, isSettled: false }] : [];
  }
  const beyond = { condition: `${comparedValue(column)} ${isDescending ? '<' : '>'} ${operand}`, isSettled: false };
  return column.notNull || isDescending ? [beyond] : [beyond, { condition: isNull(column), isSettled: true }];
}

/**
 * The same rows with the first group of ties apart from the others: in the order of the rest alone an index on that can
 * find its first rows, where otherwise all rows of the group, thousands of them, would have to be sorted.
 * @param held the segment's order begins with the last column the index holds
 */
export function splitFirstGroup(segment: Segment, source: string): readonly Segment[] {
  const [leading, ...ties] = segment.order;
  if (!leading || ties.length === 0) return [segment];
  const { column, isDescending } = leading;
  const value = comparedValue(column);
  const isNotNull = column.notNull ? '' : `NOT ${isNull(column)}`;
  const inNotNull = joined([segment.condition, isNotNull]);
  const first = `(SELECT ${value} FROM ${source}${inNotNull === '' ? '' : ` WHERE ${inNotNull}`}${orderBy([leading])} LIMIT 1)`;
  const notNull: Segment[] = [
    { condition: joined([segment.condition, `${value} = ${first}`]), order: ties },
    { condition: joined([segment.condition, `${value} ${isDescending ? '<' : '>'} ${first}`]), order: segment.order },
  ];
  // With a condition that begins at a value, NULLs are a segment of their own already.
  if (column.notNull || segment.condition !== '') return notNull;
  const nulls: Segment = { condition: isNull(column), order: ties };
  return isDescending ? [nulls, ...notNull] : [...notNull, nulls];
}

function equalities(columns: readonly OrderColumn[], from: Operands): readonly string[] {
  return columns.map(({ column }, at) => {
    const operand = from[at] ?? null;
    return operand === null ? isNull(column) : `${comparedValue(column)} = ${operand}`;
  });
}

/** These leading values, and no others. */
export function equalTo(order: readonly OrderColumn[], values: Operands): string {
  return joined(equalities(order.slice(0, values.length), values));
}

export function orderBy(order: readonly OrderColumn[]): string {
  if (order.length === 0) return '';
  return ` ORDER BY ${order.map(({ column, isDescending }) => `${comparedValue(column)} ${isDescending ? 'DESC' : 'ASC'}`).join(', ')}`;
}

/** All conditions at once; empty ones are left out. */
export function joined(conditions: readonly string[]): string {
  return conditions.filter((condition) => condition !== '').join(' AND ');
}
