import type { Operation } from '../../connector.ts';
import type { PgAccess, PgRows } from '../connection/access.ts';
import type { Sql } from '../sql-text.ts';
import {
  canStep,
  groupCountStatement,
  groupStepsStatement,
  groupWalkStatement,
  headsOf,
  stepsStatement,
} from './boundary-statements.ts';
import type { PlaceValues } from './segments.ts';
import { fromStart, partCountStatement, type Start, seekStatement } from './statements.ts';
import type { View } from './view.ts';

/** A place and the number of its row. A place with fewer values than the order has columns is the first row that begins so. */
export interface Boundary {
  readonly index: number;
  readonly values: PlaceValues;
}

export interface FoundBoundaries {
  readonly boundaries: readonly Boundary[];
  /** The number of all rows, once the end was met; else `null`. */
  readonly total: number | null;
}

/** How a pass goes on: with what it knows last, and within the time that is left. */
export interface Pass {
  readonly access: PgAccess;
  readonly view: View;
  readonly op: Operation;
  readonly timeoutMs: number;
  /** Rows from one boundary to the next. */
  readonly step: number;
}

/** Rows that one statement passes, in steps: some hundred milliseconds, after which progress is told. */
const passedSteps = 20;

/** The first boundary, or the next ones after a known one, some at a time. */
export async function nextBoundaries(pass: Pass, last: Boundary | null): Promise<FoundBoundaries> {
  const { columns, held } = pass.view.order;
  // Where the index does not hold the whole order, rows that tie are not put in order to be counted.
  const heads = held < columns.length ? headsOf(pass.view) : pass.view;
  if (last === null) {
    const values = await firstOf(pass, heads, null);
    return values === null ? { boundaries: [], total: 0 } : { boundaries: [{ index: 0, values }], total: null };
  }
  return held < columns.length ? nextGroups(pass, heads, last) : nextRows(pass, last);
}

/** The first place of a view, or the first one beyond another. */
async function firstOf(pass: Pass, view: View, from: PlaceValues | null): Promise<PlaceValues | null> {
  const [values] = await readPass(pass, seekStatement(view, { ...fromStart, from }, 0));
  return values ?? null;
}

async function nextRows(pass: Pass, last: Boundary): Promise<FoundBoundaries> {
  const { view, step } = pass;
  if (canStep(view, last.values)) {
    const steps = await takeSteps(pass, stepsStatement(view, last.values, step, passedSteps), last);
    if (steps.length > 0) return { boundaries: steps, total: null };
  }
  const start = { ...fromStart, from: last.values };
  const [values] = await readPass(pass, seekStatement(view, start, step - 1));
  if (values) return { boundaries: [{ index: last.index + step, values }], total: null };
  return { boundaries: [], total: last.index + 1 + (await countPass(pass, view, start)) };
}

/** The starts of the groups of rows that tie, as far as they lie a step apart. */
async function nextGroups(pass: Pass, heads: View, last: Boundary): Promise<FoundBoundaries> {
  const { step } = pass;
  // Within a big group the last boundary names a row of it; it goes on after the group.
  const group = last.values.slice(0, heads.order.columns.length);
  if (last.values.length > group.length) return nextAfterGroup(pass, heads, last);
  if (canStep(heads, group)) {
    const steps = await takeSteps(pass, groupStepsStatement(heads, group, step, passedSteps), last);
    if (steps.length > 0) return { boundaries: steps, total: null };
  }
  const start = { ...fromStart, from: group, isInclusive: true };
  const [values] = await readPass(pass, seekStatement(heads, start, step));
  if (!values) return { boundaries: [], total: last.index + (await countPass(pass, heads, start)) };
  const passed = await countPass(pass, heads, { ...fromStart, from: values, backwards: true, upTo: group });
  if (passed > 0) return { boundaries: [{ index: last.index + passed, values }], total: null };
  const inside = (await readPass(pass, groupWalkStatement(pass.view, group, step))).map(([number, ...rest]) => ({
    index: last.index + Number(number) - 1,
    values: [...group, ...rest],
  }));
  return inside.length > 0 ? { boundaries: inside, total: null } : nextAfterGroup(pass, heads, last);
}

async function takeSteps(pass: Pass, sql: Sql, last: Boundary): Promise<readonly Boundary[]> {
  const rows = await readPass(pass, sql);
  const steps: Boundary[] = [];
  for (const [passed, ...values] of rows) {
    const index = last.index + Number(passed);
    // Values that differ in their bytes may be one group all the same.
    if (index > (steps.at(-1) ?? last).index) steps.push({ index, values });
  }
  return steps;
}

async function readPass({ access, op, timeoutMs }: Pass, sql: Sql): Promise<PgRows['rows']> {
  return (await access.read(sql, op, { lane: 'background', timeoutMs })).rows;
}

/** The rows from a place on, which are known not to be many. */
async function countPass(pass: Pass, view: View, start: Start): Promise<number> {
  const [row] = await readPass(pass, partCountStatement(view, start, 2 * pass.step));
  return Number(row?.[0] ?? 0);
}

/** The start of the group after a big one, whose own boundaries are known. */
async function nextAfterGroup(pass: Pass, heads: View, last: Boundary): Promise<FoundBoundaries> {
  const group = last.values.slice(0, heads.order.columns.length);
  const [row] = await readPass(pass, groupCountStatement(pass.view, group, last.values));
  const index = last.index + Number(row?.[0] ?? 0);
  const values = await firstOf(pass, heads, group);
  return values === null ? { boundaries: [], total: index } : { boundaries: [{ index, values }], total: null };
}
