import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { RowImpact } from '../../connector.ts';
import { arrayLiteral } from '../reading/parameters.ts';
import { quoteName } from '../sql-text.ts';
import type { PgForeignKey, PgTable } from '../table.ts';
import type { RowPlace } from './probed-row.ts';
import type { RuleFacts } from './rule-facts.ts';
import type { Run } from './run-snapshot.ts';

export type Effect = Exclude<RowImpact['effect'], 'dangles'>;

/** A foreign key, and what deleting a row does by it. */
export interface FollowRelation {
  readonly key: PgForeignKey;
  /** `blocks` also where the children can't become what the key says. */
  readonly effect: Effect;
  /** `blocks` at once, even when the children go in the same transaction: in which order they go is for the store. */
  readonly isImmediate: boolean;
}

export interface FollowInput {
  /** Of all models that the keys name; a key to or from another one is left out. */
  readonly tables: ReadonlyMap<string, PgTable>;
  readonly facts: ReadonlyMap<string, RuleFacts>;
  readonly keys: readonly PgForeignKey[];
  /** Rows to be deleted, by model. */
  readonly start: ReadonlyMap<string, readonly RowPlace[]>;
  /** The row is given another reference in the same save: nothing happens to it by this key. */
  readonly letsGo?: (key: PgForeignKey, child: RowPlace) => boolean;
  /** Rows of one model that are followed. */
  readonly limit: number;
  /** `performance.now()` at which to stop with what was found. */
  readonly deadline: number;
}

export interface GoneRow {
  readonly model: string;
  readonly isStart: boolean;
  /** It refers to a row of the start. */
  readonly isDirect: boolean;
  /** The key that takes it along, and the row it refers to by it; `null` at the start. */
  readonly key: PgForeignKey | null;
  readonly parent: RowPlace | null;
  /** The row of the start it goes with. */
  readonly root: RowPlace;
}

export interface AffectedRows {
  readonly relation: FollowRelation;
  readonly rows: ReadonlyMap<RowPlace, { readonly parent: RowPlace; readonly isDirect: boolean }>;
  /** There may be more. */
  readonly isCut: boolean;
}

export interface FollowedDeletes {
  /** Every row that goes, the start included. */
  readonly gone: ReadonlyMap<RowPlace, GoneRow>;
  /** Rows that stay, and are changed or stand in the way. */
  readonly affected: readonly AffectedRows[];
  /** Models of which more rows go than were followed. */
  readonly cut: ReadonlySet<string>;
  /** Time ran out: there may be more of everything. */
  readonly isStopped: boolean;
}

/** Follows what the foreign keys would do when rows are deleted, level by level, by reading only. */
export async function followDeletes(run: Run, input: FollowInput): Promise<FollowedDeletes> {
  const relations = input.keys.flatMap((key) => followRelation(key, input));
  const gone = new Map<RowPlace, GoneRow>();
  const affected = new Map(
    relations.map((relation) => [relation, new Map<RowPlace, { parent: RowPlace; isDirect: boolean }>()]),
  );
  const followed = new Map<string, number>();
  const cut = new Set<string>();
  const cutRelations = new Set<FollowRelation>();
  let frontier = new Map(input.start);
  for (const [model, places] of frontier)
    for (const place of places)
      gone.set(place, { model, isStart: true, isDirect: true, key: null, parent: null, root: place });
  let isStopped = false;
  try {
    for (let level = 0; frontier.size > 0; level += 1) {
      const next = new Map<string, RowPlace[]>();
      for (const [model, places] of frontier) {
        for (const relation of relations) {
          if (relation.key.toModel !== model) continue;
          if (performance.now() > input.deadline) throw new TimeIsOver();
          const isDirect = level === 0;
          const child = relation.key.fromModel;
          const met = affected.get(relation) ?? new Map();
          const isCascade = relation.effect === 'cascade';
          const room = input.limit - (isCascade ? (followed.get(child) ?? 0) : met.size);
          // Rows that were met before take part of what is read.
          const found = await childrenOf(run, input.tables, relation.key, places, room + 1 + knownOf(gone, met));
          for (const { row, parent } of found) {
            if (input.letsGo?.(relation.key, row)) continue;
            if (!isCascade) {
              if (met.has(row)) continue;
              if (met.size >= input.limit) cutRelations.add(relation);
              else met.set(row, { parent, isDirect });
              continue;
            }
            if (gone.has(row)) continue;
            const count = followed.get(child) ?? 0;
            if (count >= input.limit) {
              cut.add(child);
              break;
            }
            followed.set(child, count + 1);
            const root = gone.get(parent)?.root ?? parent;
            gone.set(row, { model: child, isStart: false, isDirect, key: relation.key, parent, root });
            const waiting = next.get(child) ?? [];
            next.set(child, waiting);
            waiting.push(row);
          }
        }
      }
      frontier = next;
    }
  } catch (error) {
    if (!(error instanceof TimeIsOver) && !(error instanceof AppError && error.code === 'timeout')) throw error;
    isStopped = true;
  }
  return {
    gone,
    cut,
    isStopped,
    affected: relations.flatMap((relation) => {
      if (relation.effect === 'cascade') return [];
      const rows = affected.get(relation) ?? new Map<RowPlace, { parent: RowPlace; isDirect: boolean }>();
      // A row that goes itself is changed by nobody, and in nobody's way, unless it is looked for before it goes.
      const left = new Map(
        [...rows].filter(([row, { parent }]) => {
          const going = gone.get(row);
          return going === undefined || isInTheWay(relation, going, parent, input);
        }),
      );
      return [{ relation, rows: left, isCut: cutRelations.has(relation) }];
    }),
  };
}

/**
 * Both keys lead from the row that goes to the same row: the server runs them in the order of their triggers' names, and
 * one that is not put off to the end finds the row still there. Of other ways to go nobody can tell.
 */
function isInTheWay(
  { key, effect, isImmediate }: FollowRelation,
  going: GoneRow,
  parent: RowPlace,
  { tables, facts }: FollowInput,
): boolean {
  if (effect !== 'blocks' || (key.isDeferrable && !isImmediate)) return false;
  if (going.key === null || going.parent !== parent || going.key.toModel !== key.toModel) return false;
  const order = facts.get(key.toModel)?.deleteOrder;
  const placeOf = ({ fromModel, name }: PgForeignKey) => order?.get(`${tables.get(fromModel)?.oid} ${name}`);
  const [own, other] = [placeOf(key), placeOf(going.key)];
  return own !== undefined && other !== undefined && own < other;
}

class TimeIsOver extends Error {}

function knownOf(gone: ReadonlyMap<RowPlace, GoneRow>, met: ReadonlyMap<RowPlace, unknown>): number {
  return gone.size + met.size;
}

function followRelation(key: PgForeignKey, { tables, facts }: FollowInput): readonly FollowRelation[] {
  const child = tables.get(key.fromModel);
  if (!child || !tables.has(key.toModel)) return [];
  const set = key.setOnDelete ?? key.fromFields;
  const mustNotBeNull = set.some((name) => {
    const rule = facts.get(key.fromModel)?.columns.get(name);
    return rule?.notNull === true || rule?.refusesNull === true;
  });
  const toNull = { key, effect: mustNotBeNull ? 'blocks' : 'setNull', isImmediate: mustNotBeNull } as const;
  switch (key.onDelete) {
    case 'cascade':
      return [{ key, effect: 'cascade', isImmediate: false }];
    case 'setNull':
      return [toNull];
    case 'setDefault': {
      const isNull = set.every((name) => /^(?:NULL\b.*)?$/s.test(child.columns.get(name)?.defaultText ?? ''));
      return [isNull ? toNull : { key, effect: 'setDefault', isImmediate: false }];
    }
    case 'restrict':
      return [{ key, effect: 'blocks', isImmediate: true }];
    case 'noAction':
      return [{ key, effect: 'blocks', isImmediate: false }];
  }
}

/** Rows that refer to these, each with the row it refers to; by the very comparison the foreign key makes. */
async function childrenOf(
  run: Run,
  tables: ReadonlyMap<string, PgTable>,
  { fromModel, toModel, fromFields, toFields }: PgForeignKey,
  parents: readonly RowPlace[],
  limit: number,
): Promise<readonly { readonly row: RowPlace; readonly parent: RowPlace }[]> {
  const [child, parent] = [tables.get(fromModel), tables.get(toModel)];
  if (!child || !parent) return [];
  const matches = fromFields.map((field, at) => `p.${quoteName(toFields[at] ?? '')} = c.${quoteName(field)}`);
  const found: { row: RowPlace; parent: RowPlace }[] = [];
  for (const [oid, ctids] of byTable(parents)) {
    const { rows } = await run({
      text: `SELECT p.ctid, c.tableoid, c.ctid FROM ${parent.source} AS p JOIN ${child.source} AS c ON ${matches.join(' AND ')} WHERE p.ctid = ANY ($1::pg_catalog.tid[]) AND p.tableoid = $2::pg_catalog.oid LIMIT ${limit}`,
      values: [arrayLiteral(ctids), oid],
    });
    for (const [ctid, childOid, childCtid] of rows)
      found.push({ row: `${childOid} ${childCtid}`, parent: `${oid} ${ctid}` });
  }
  return found;
}

/** Places by the oid of the table or partition they are in. */
export function byTable(places: readonly RowPlace[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const place of places) {
    const [oid = '', ctid = ''] = place.split(' ');
    const known = found.get(oid) ?? [];
    found.set(oid, known);
    known.push(ctid);
  }
  return found;
}
