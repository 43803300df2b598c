import type { StoredValue } from '../protocol.ts';
import { quoteName, type Sql } from '../sql-text.ts';
import { wideColumns, wideWidth } from '../wide-form.ts';
import { storedValue } from '../worker/decode.ts';
import type { Reader } from '../worker/reader.ts';
import { type FollowedDeletes, type FollowInput, type FollowRelation, followDeletes } from './follow-deletes.ts';

export interface ImpactInput extends Omit<FollowInput, 'start'> {
  readonly model: string;
  /** Conditions that name the rows to be deleted. */
  readonly rows: readonly Sql[];
  /** Above this number of values they are not given. */
  readonly valuesLimit: number;
  readonly deadlineMs: number;
}

/** What happens to the rows of one model. */
export interface ImpactGroup {
  readonly effect: FollowRelation['effect'];
  readonly model: string;
  readonly count: number;
  readonly isExact: boolean;
  /** Where all of these rows refer to a row to be deleted: by which columns, and to what. */
  readonly direct:
    | readonly { readonly from: readonly string[]; readonly values: readonly (readonly StoredValue[])[] }[]
    | null;
}

interface Tally {
  readonly effect: ImpactGroup['effect'];
  readonly model: string;
  /** A row may refer by several foreign keys; it is one row all the same. */
  readonly rows: Set<string>;
  readonly relations: Set<string>;
  isExact: boolean;
  isDirect: boolean;
}

/** Counts by model and effect what deleting the rows does. */
export function summariseImpact(reader: Reader, input: ImpactInput): readonly ImpactGroup[] {
  reader.live.setDeadline(input.deadlineMs);
  return reader.reading(() => {
    const followed = followDeletes(reader, { ...input, start: [{ table: input.model, rows: input.rows }] });
    // The deadline was for the search; what was found is told all the same.
    reader.live.setDeadline(null);
    const values = new Map<string, readonly (readonly StoredValue[])[] | null>();
    const valuesOf = (relation: FollowRelation) => {
      const key = JSON.stringify(relation.to);
      const known = values.get(key) ?? referencedValues(reader, input, relation);
      values.set(key, known);
      return known;
    };
    // Rows that were not followed leave out their children, too.
    const isComplete = !followed.isStopped && followed.cut.size === 0;
    return tally(followed).map(({ effect, model, rows, isExact, isDirect, relations }) => {
      const direct = isDirect
        ? [...relations].flatMap((id) => {
            const relation = input.relations.find((given) => given.id === id);
            const found = relation && valuesOf(relation);
            return relation && found ? [{ from: relation.from, values: found }] : [];
          })
        : [];
      return {
        effect,
        model,
        count: Math.min(rows.size, input.limit),
        isExact: isExact && isComplete && rows.size <= input.limit,
        direct: isDirect && direct.length === relations.size ? direct : null,
      };
    });
  });
}

function tally(followed: FollowedDeletes): readonly Tally[] {
  const tallies = new Map<string, Tally>();
  const add = (
    effect: Tally['effect'],
    model: string,
    id: string,
    isDirect: boolean,
    relation: string | null,
  ): Tally => {
    const key = `${effect}:${model}`;
    const known = tallies.get(key) ?? {
      effect,
      model,
      rows: new Set<string>(),
      relations: new Set<string>(),
      isExact: true,
      isDirect: true,
    };
    tallies.set(key, known);
    known.rows.add(id);
    if (relation !== null) known.relations.add(relation);
    known.isDirect &&= isDirect;
    return known;
  };
  for (const [model, rows] of followed.gone)
    for (const [id, { isStart, isDirect, relation }] of rows)
      if (!isStart) add('cascade', model, id, isDirect, relation);
  for (const { relation, rows, isCut } of followed.affected)
    for (const [id, { isDirect }] of rows) {
      const group = add(relation.effect, relation.child, id, isDirect, relation.id);
      group.isExact &&= !isCut;
    }
  return [...tallies.values()];
}

/** What the rows to be deleted hold in the columns that others refer to; `null` when there are too many. */
function referencedValues(
  reader: Reader,
  input: ImpactInput,
  { to }: FollowRelation,
): readonly (readonly StoredValue[])[] | null {
  if (input.rows.length > input.valuesLimit) return null;
  const table = input.tables.get(input.model);
  if (!table) return null;
  const columns = to.map((name) => wideColumns(quoteName(name), 'none')).join(', ');
  return input.rows.flatMap((row) => {
    const found = reader.prepare(`SELECT ${columns} FROM ${table.source} WHERE ${row.text} LIMIT 1`).get(...row.values);
    if (!found) return [];
    const values = to.map((_, at) =>
      storedValue(found[at * wideWidth] ?? null, found[at * wideWidth + 1] ?? null, reader.encoding),
    );
    return values.includes(null) ? [] : [values];
  });
}
