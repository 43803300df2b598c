import type { Operation } from '../../connector.ts';
import type { PgAccess } from '../connection/access.ts';
import { boundaryRankStatement } from './boundary-statements.ts';
import { withinTime } from './counts.ts';
import type { Boundary } from './find-boundaries.ts';
import { canGuess, guessIndex, guessPlace } from './guess.ts';
import { boundaryStep } from './positions.ts';
import type { PlaceValues } from './segments.ts';
import { fromStart, partCountStatement, seekStatement } from './statements.ts';
import type { OpenView } from './views.ts';

/** A place by its row number, and whether that number is certain. */
export interface Located {
  readonly values: PlaceValues;
  readonly index: number;
  readonly isExact: boolean;
}

/** Stepping over rows is exact and fast enough up to this time; then a guess is better than waiting. */
const stepBudgetMs = 120;

/** The place of a row number, exact where it can be had soon; `null` when there are fewer rows. */
export async function placeAt(
  access: PgAccess,
  opened: OpenView,
  index: number,
  op: Operation,
): Promise<Located | null> {
  const { view, positions } = opened;
  const base = positions.boundaryAt(index);
  const skip = index - (base?.index ?? 0);
  const start = base === null ? fromStart : { ...fromStart, from: base.values, isInclusive: true };
  const isLong = skip > boundaryStep && canGuess(view) && positions.state.positions !== 'complete';
  const sought = seekStatement(view, start, skip);
  // A sort of all rows takes longer than that, whatever is skipped.
  let found =
    isLong && view.order.kind === 'indexed'
      ? await withinTime(access.read(sought, op, { timeoutMs: stepBudgetMs }))
      : null;
  if (isLong && found === null) {
    const guessed = await guessPlace(access, opened, index, op);
    if (guessed !== null) return guessed;
  }
  found ??= await access.read(sought, op);
  const [values] = found.rows;
  if (values) return { values, index, isExact: positions.isCurrent };
  const rest = await access.read(partCountStatement(view, start, skip), op);
  if (positions.isCurrent) positions.learnCount((base?.index ?? 0) + Number(rest.rows[0]?.[0] ?? 0));
  return null;
}

/** The row number of a place; `null` when not even a guess can be made. */
export async function indexOf(
  access: PgAccess,
  opened: OpenView,
  values: PlaceValues,
  op: Operation,
): Promise<{ readonly index: number; readonly isExact: boolean } | null> {
  const { view, positions } = opened;
  const base = await boundaryBefore(access, opened, values, op);
  // Counted from the place back to the boundary, and no further than boundaries lie apart.
  const start = { ...fromStart, from: values, backwards: true, ...(base === null ? {} : { upTo: base.values }) };
  const limit = 2 * boundaryStep;
  const counted = await withinTime(
    access.read(partCountStatement(view, start, limit), op, {
      timeoutMs: base === null ? stepBudgetMs / 2 : 2 * stepBudgetMs,
    }),
  );
  const before = Number(counted?.rows[0]?.[0] ?? limit);
  if (before < limit) return { index: (base?.index ?? 0) + before, isExact: positions.isCurrent };
  return guessIndex(access, opened, values, op);
}

async function boundaryBefore(
  access: PgAccess,
  { view, positions }: OpenView,
  values: PlaceValues,
  op: Operation,
): Promise<Boundary | null> {
  const { boundaries } = positions;
  if (!positions.isCurrent || boundaries.length < 2) return null;
  const { rows } = await access.read(boundaryRankStatement(view, boundaries, values), op);
  return boundaries[Number(rows[0]?.[0] ?? 0) - 1] ?? null;
}
