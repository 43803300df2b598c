import { quoteName, type Sql } from '../sql-text.ts';
import { castOperand, columnValue, comparedValue } from './compared-column.ts';
import type { Boundary } from './find-boundaries.ts';
import { reversedOrder } from './order-plan.ts';
import { arrayLiteral, createParameters, type Parameters } from './parameters.ts';
import { bindPlace, conditionAfter, equalTo, joined, orderBy, type PlaceValues } from './segments.ts';
import { orderColumnsAs, sourceOf, where } from './statements.ts';
import type { View } from './view.ts';

/** The same view by the columns its index holds: all rows of a group are one. */
export function headsOf(view: View): View {
  const { columns, held } = view.order;
  return { ...view, order: { ...view.order, columns: columns.slice(0, held) } };
}

/** A view in one region, where none of the leading values is NULL. */
function withoutNulls({ order, ...view }: View): View {
  const columns = order.columns.map((one) => ({ ...one, column: { ...one.column, notNull: true } }));
  return { ...view, order: { ...order, columns } };
}

/** One statement can take many steps where rows follow each other without NULLs between them. */
export function canStep({ order }: View, from: PlaceValues): boolean {
  const [first] = order.columns;
  const isPlain = order.columns.every(
    ({ column, isDescending }) => column.notNull && isDescending === first?.isDescending,
  );
  return (isPlain || order.columns.length === 1) && from.every((value) => value !== null);
}

/** The places `step` rows after a place, twice as many after it, …; as far as there are rows, and no further than `count`. */
export function stepsStatement(view: View, from: PlaceValues, step: number, count: number): Sql {
  const parameters = createParameters();
  const plain = withoutNulls(view);
  const here = plain.order.columns.map(({ column }, at) => castOperand(column, `w.c${at}`));
  const next = plainRows(plain, here, false, parameters);
  return walked(view, from, count, parameters, {
    lateral: `${next} OFFSET ${step - 1} LIMIT 1`,
    passed: String(step),
    goesOn: '',
  });
}

/** The groups at least `step` rows after the start of a group, and how many rows lie in between. */
export function groupStepsStatement(heads: View, from: PlaceValues, step: number, count: number): Sql {
  const parameters = createParameters();
  const plain = withoutNulls(heads);
  const columns = plain.order.columns;
  const [here, there] = ['w', 's'].map((name) =>
    columns.map(({ column }, at) => castOperand(column, `${name}.c${at}`)),
  );
  if (!here || !there) throw new Error('Two places make a step');
  const filter = plain.condition(parameters);
  const between = joined([
    conditionAfter(columns, here, true),
    conditionAfter(reversedOrder(columns), there, false),
    filter,
  ]);
  return walked(heads, from, count, parameters, {
    lateral: `${plainRows(plain, here, true, parameters)} OFFSET ${step} LIMIT 1`,
    passed: `(SELECT count(*) FROM ${sourceOf(heads)} WHERE ${between})`,
    goesOn: ` WHERE ${columns.map((_, at) => `s.c${at} IS DISTINCT FROM w.c${at}`).join(' OR ')}`,
  });
}

/** The order values of rows from a place on, as text: a walk carries them from one step to the next. */
function plainRows(view: View, from: readonly string[], isInclusive: boolean, parameters: Parameters): string {
  const { columns } = view.order;
  const list = columns.map(({ column }, at) => `(${columnValue(column)})::text AS c${at}`).join(', ');
  const condition = joined([conditionAfter(columns, from, isInclusive), view.condition(parameters)]);
  return `SELECT ${list} FROM ${sourceOf(view)} WHERE ${condition}${orderBy(columns)}`;
}

function walked(
  { order }: View,
  from: PlaceValues,
  count: number,
  parameters: Parameters,
  { lateral, passed, goesOn }: { readonly lateral: string; readonly passed: string; readonly goesOn: string },
): Sql {
  const names = order.columns.map((_, at) => `c${at}`);
  const begin = from.map((value, at) => `${parameters.bind(value)}::text AS c${at}`).join(', ');
  return parameters.statement(`
    WITH RECURSIVE w AS (
      SELECT 0 AS taken, 0::int8 AS passed, ${begin}
      UNION ALL
      SELECT w.taken + 1, w.passed + ${passed}, ${names.map((name) => `s.${name}`).join(', ')}
      FROM (SELECT * FROM w WHERE w.taken < ${count}) w CROSS JOIN LATERAL (${lateral}) s${goesOn})
    SELECT passed, ${names.join(', ')} FROM w WHERE taken > 0 ORDER BY taken`);
}

/** Every so many-th row of one group but its first: its number (from 1) and the order values that tell it from the others. */
export function groupWalkStatement(view: View, group: PlaceValues, every: number): Sql {
  const parameters = createParameters();
  const rest = view.order.columns.slice(group.length);
  const values = rest.map(({ column }, at) => `${comparedValue(column)} AS c${at}`).join(', ');
  const condition = joined([groupOf(view, group, parameters), view.condition(parameters)]);
  const rows = `SELECT row_number() OVER (${orderBy(rest).trimStart()}) AS number, ${values} FROM ${sourceOf(view)} WHERE ${condition}`;
  return parameters.statement(
    `SELECT number, ${namesOf(rest.length)} FROM (${rows}) r WHERE number > 1 AND (number - 1) % ${every} = 0 ORDER BY number`,
  );
}

/** How many rows a group has from a place in it on; all of them where the place is the group itself. */
export function groupCountStatement(view: View, group: PlaceValues, place: PlaceValues): Sql {
  const parameters = createParameters();
  const rest = view.order.columns.slice(group.length, place.length);
  const after =
    rest.length === 0 ? '' : conditionAfter(rest, bindPlace(rest, place.slice(group.length), parameters), true);
  const condition = joined([groupOf(view, group, parameters), after, view.condition(parameters)]);
  return parameters.statement(`SELECT count(*) FROM ${sourceOf(view)} WHERE ${condition}`);
}

/** Order values of every so many-th row, the first among them, by one sort of all rows; their number (from 1) before them. */
export function walkStatement(view: View, every: number): Sql {
  const parameters = createParameters();
  const names = namesOf(view.order.columns.length);
  const number = `row_number() OVER (${orderBy(view.order.columns).trimStart()}) AS number`;
  const rows = `SELECT ${number}, ${orderColumnsAs(view)} FROM ${sourceOf(view)}${where(view, parameters)}`;
  return parameters.statement(
    `SELECT number, ${names} FROM (${rows}) r WHERE (number - 1) % ${every} = 0 ORDER BY number`,
  );
}

/**
 * How many of these boundaries stand at a place or before it. The server puts them in order together, as it would the rows:
 * types and collations are those of the columns, and no order of the host's is asked.
 */
export function boundaryRankStatement(view: View, boundaries: readonly Boundary[], place: PlaceValues): Sql {
  const parameters = createParameters();
  const { columns, held } = view.order;
  const like = columns.map(({ column }, at) => `${comparedValue(column)} AS c${at}`).join(', ');
  const lists = columns.map((_, at) => {
    const values = boundaries.map(({ values }) => values[at] ?? null);
    return `${parameters.bind(arrayLiteral(values))}::text[]`;
  });
  const isWhole = boundaries.map(({ values }) => (values.length === columns.length ? 't' : 'f'));
  const flags = `${parameters.bind(arrayLiteral(isWhole))}::bool[]`;
  const known = columns.map(({ column }, at) => castOperand(column, `b.v${at}`)).join(', ');
  const sought = columns.map(({ column }, at) => {
    const value = place[at] ?? null;
    return castOperand(column, value === null ? 'NULL' : `${parameters.bind(value)}::text`);
  });
  const directions = columns.map(({ isDescending }, at) => `c${at} ${isDescending ? 'DESC' : 'ASC'}`);
  // The start of a group stands before the rows of the group.
  const order = [...directions.slice(0, held), 'whole', ...directions.slice(held), 'sought'].join(', ');
  const all = [
    `SELECT ${like}, FALSE AS whole, FALSE AS sought FROM ${sourceOf(view)} WHERE FALSE`,
    `SELECT ${known}, b.whole, FALSE FROM unnest(${[...lists, flags].join(', ')}) AS b (${columns.map((_, at) => `v${at}`).join(', ')}, whole)`,
    `SELECT ${sought.join(', ')}, TRUE, TRUE`,
  ].join(' UNION ALL ');
  return parameters.statement(
    `SELECT number - 1 FROM (SELECT row_number() OVER (ORDER BY ${order}) AS number, sought FROM (${all}) r) r WHERE sought`,
  );
}

function groupOf({ order }: View, group: PlaceValues, parameters: Parameters): string {
  return equalTo(order.columns, bindPlace(order.columns, group, parameters));
}

function namesOf(count: number): string {
  return Array.from({ length: count }, (_, at) => quoteName(`c${at}`)).join(', ');
}
