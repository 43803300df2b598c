import { probedRows, probeFunction } from '../probe.ts';
import type { StoredValue } from '../protocol.ts';
import { bindStored } from '../segments.ts';
import { quoteName, type Sql, type SqlValue } from '../sql-text.ts';
import { wideColumns, wideWidth } from '../wide-form.ts';
import { type DriverValue, storedValue } from '../worker/decode.ts';
import { TimeIsOver } from '../worker/live.ts';
import type { Reader } from '../worker/reader.ts';

export interface FollowTable {
  readonly name: string;
  /** As it stands in SQL. */
  readonly source: string;
  /** What tells its rows apart: the row number, or the columns of its key. */
  readonly identity: readonly string[];
  /** A name that reaches the row number; `null` where there is none. */
  readonly rowid: string | null;
}

export interface FollowRelation {
  readonly id: string;
  readonly child: string;
  readonly from: readonly string[];
  readonly parent: string;
  readonly to: readonly string[];
  /** What deleting a parent does to its children: `blocks` also where they can't become what the key says. */
  readonly effect: 'cascade' | 'setNull' | 'setDefault' | 'blocks';
  /** `blocks` at once, even when the children go in the same transaction (RESTRICT). */
  readonly isImmediate: boolean;
  /** An index finds the children. */
  readonly isIndexed: boolean;
}

export interface FollowInput {
  readonly tables: ReadonlyMap<string, FollowTable>;
  /** All that lead to one of the tables. */
  readonly relations: readonly FollowRelation[];
  /** Rows to be deleted: their table, and conditions that name them. */
  readonly start: readonly { readonly table: string; readonly rows: readonly Sql[] }[];
  /** Rows of one table that are followed. */
  readonly limit: number;
}

/** A row by its identity. */
export type RowIdentity = readonly StoredValue[];

export interface AffectedRows {
  readonly relation: FollowRelation;
  /** By the text of their identity; `parent` is the text of the row they refer to. */
  readonly rows: ReadonlyMap<string, { readonly parent: string; readonly isDirect: boolean }>;
  /** There may be more. */
  readonly isCut: boolean;
}

export interface GoneRow {
  readonly isStart: boolean;
  /** It refers to a row of the start. */
  readonly isDirect: boolean;
  /** Id of the relation that takes it along; `null` at the start. */
  readonly relation: string | null;
  /** The row of the start it goes with: its table and the text of its identity. */
  readonly root: { readonly table: string; readonly id: string };
}

export interface FollowedDeletes {
  /** Every row that goes, by table and by the text of its identity. */
  readonly gone: ReadonlyMap<string, ReadonlyMap<string, GoneRow>>;
  /** Tables of which more rows go than were followed. */
  readonly cut: ReadonlySet<string>;
  /** Rows that stay, and are changed or stand in the way. */
  readonly affected: readonly AffectedRows[];
  /** Identity texts of the start, in the order of `FollowInput.start` and its rows; `null` for a row that is not there. */
  readonly start: readonly (readonly (string | null)[])[];
  /** Time ran out: there may be more of everything. */
  readonly isStopped: boolean;
}

/** Ids bound to one statement; without an index of the children each statement reads all of them. */
const boundIds = 400;
const boundIdsOfScan = 20_000;
const maxVariables = 32_000;

/** Follows what SQLite would do by its foreign keys when rows are deleted, by reading only. */
export function followDeletes(reader: Reader, input: FollowInput): FollowedDeletes {
  const gone = new Map<string, Map<string, GoneRow>>();
  const followed = new Map<string, number>();
  const cut = new Set<string>();
  const affected = new Map<string, Map<string, { parent: string; isDirect: boolean }>>();
  const cutRelations = new Set<string>();
  const goneOf = (table: string) => {
    const known = gone.get(table) ?? new Map<string, GoneRow>();
    gone.set(table, known);
    return known;
  };
  let frontier = new Map<string, Map<string, RowIdentity>>();
  const enter = (into: typeof frontier, table: string, id: string, identity: RowIdentity) => {
    const known = into.get(table) ?? new Map<string, RowIdentity>();
    into.set(table, known);
    known.set(id, identity);
  };
  const start = input.start.map(({ table, rows }) =>
    rows.map((row) => {
      const identity = findRow(reader, tableOf(input, table), row);
      if (identity === null) return null;
      const id = identityText(identity);
      goneOf(table).set(id, { isStart: true, isDirect: true, relation: null, root: { table, id } });
      enter(frontier, table, id, identity);
      return id;
    }),
  );
  let isStopped = false;
  try {
    for (let level = 0; frontier.size > 0; level += 1) {
      const next: typeof frontier = new Map();
      for (const [parent, rows] of frontier) {
        for (const relation of input.relations.filter((given) => given.parent === parent)) {
          const children = affected.get(relation.id) ?? new Map<string, { parent: string; isDirect: boolean }>();
          affected.set(relation.id, children);
          for (const found of childrenOf(reader, input, relation, [...rows.values()])) {
            const id = identityText(found.child);
            if (relation.effect === 'cascade') {
              const known = goneOf(relation.child);
              if (known.has(id)) continue;
              const count = followed.get(relation.child) ?? 0;
              if (count >= input.limit) {
                cut.add(relation.child);
                break;
              }
              followed.set(relation.child, count + 1);
              const root = goneOf(parent).get(identityText(found.parent))?.root;
              if (!root) throw new Error('A row follows one that does not go');
              known.set(id, { isStart: false, isDirect: level === 0, relation: relation.id, root });
              enter(next, relation.child, id, found.child);
            } else {
              if (children.has(id)) continue;
              if (children.size >= input.limit) {
                cutRelations.add(relation.id);
                break;
              }
              children.set(id, { parent: identityText(found.parent), isDirect: level === 0 });
            }
          }
        }
      }
      frontier = next;
    }
  } catch (error) {
    if (!(error instanceof TimeIsOver)) throw error;
    isStopped = true;
  }
  return {
    gone,
    cut,
    start,
    isStopped,
    affected: input.relations.flatMap((relation) => {
      const rows = affected.get(relation.id);
      if (!rows || relation.effect === 'cascade') return [];
      // A row that goes itself is in nobody's way, unless the key insists on the order.
      const left = [...rows].filter(([id]) => {
        const going = gone.get(relation.child)?.get(id);
        return going === undefined || (relation.isImmediate && !going.isStart);
      });
      return [{ relation, rows: new Map(left), isCut: cutRelations.has(relation.id) }];
    }),
  };
}

/** Tells rows of one table apart: class and content of each value. */
export function identityText(identity: RowIdentity): string {
  return identity
    .map((value) => {
      if (value === null) return 'n';
      if (typeof value === 'string') return `t${value.length}:${value}`;
      if (typeof value === 'bigint') return `i${value}`;
      if (typeof value === 'number') return `r${Object.is(value, -0) ? '-0' : value}`;
      const isBlob = value instanceof Uint8Array;
      return `${isBlob ? 'b' : 'o'}${Buffer.from(isBlob ? value : value.text).toString('hex')}`;
    })
    .join(',');
}

function tableOf(input: Pick<FollowInput, 'tables'>, name: string): FollowTable {
  const table = input.tables.get(name);
  if (!table) throw new Error(`Nothing is known of the table ${name}`);
  return table;
}

/** The identity of the row a condition names; `null` when there is none. */
export function findRow(reader: Reader, table: FollowTable, condition: Sql): RowIdentity | null {
  const columns = table.identity.map((name) => wideColumns(quoteName(name), 'none')).join(', ');
  const row = reader
    .prepare(`SELECT ${columns} FROM ${table.source} WHERE ${condition.text} LIMIT 1`)
    .get(...condition.values);
  return row ? identityAt(reader, row, 0, table.identity.length) : null;
}

export function identityAt(reader: Reader, row: readonly DriverValue[], from: number, width: number): RowIdentity {
  return Array.from({ length: width }, (_, position) => {
    const base = (from + position) * wideWidth;
    return storedValue(row[base] ?? null, row[base + 1] ?? null, reader.encoding);
  });
}

/**
 * Rows that refer to these. The parent's column stands left of the equals sign: its affinity and its collation are what
 * foreign keys compare by.
 */
export function* childrenOf(
  reader: Reader,
  input: Pick<FollowInput, 'tables'>,
  relation: FollowRelation,
  parents: readonly RowIdentity[],
): Generator<{ readonly child: RowIdentity; readonly parent: RowIdentity }> {
  const child = tableOf(input, relation.child);
  const parent = tableOf(input, relation.parent);
  const width = parent.identity.length;
  const size = Math.min(relation.isIndexed ? boundIds : boundIdsOfScan, Math.floor(maxVariables / width));
  for (let at = 0; at < parents.length; at += size) {
    reader.live.check();
    const sql = childrenStatement(child, parent, relation, parents.slice(at, at + size));
    // Each of these statements is another one: they are not kept prepared.
    const statement = reader.database.prepare<unknown[], DriverValue[]>(sql.text).raw();
    for (const row of statement.iterate(...sql.values)) {
      yield {
        child: identityAt(reader, row, 0, child.identity.length),
        parent: identityAt(reader, row, child.identity.length, width),
      };
    }
  }
}

function childrenStatement(
  child: FollowTable,
  parent: FollowTable,
  relation: FollowRelation,
  parents: readonly RowIdentity[],
): Sql {
  const columns = [
    ...child.identity.map((name) => wideColumns(`c.${quoteName(name)}`, 'none')),
    ...parent.identity.map((name) => wideColumns(`p.${quoteName(name)}`, 'none')),
  ];
  const refers = relation.to.map((to, at) => `p.${quoteName(to)} = c.${quoteName(relation.from[at] ?? '')}`);
  const named = isOneOf(parent.identity, parents);
  // CROSS JOIN keeps the order of the tables: through the index of the children, or once over all of them.
  const [outer, inner] = relation.isIndexed
    ? [`${parent.source} AS p`, `${child.source} AS c`]
    : [`${child.source} AS c`, `${parent.source} AS p`];
  const probe = relation.isIndexed ? [] : [probeOf(child)];
  return {
    text: `SELECT ${columns.join(', ')} FROM ${outer} CROSS JOIN ${inner} WHERE ${[...probe, ...refers, named.text].join(' AND ')}`,
    values: named.values,
  };
}

function probeOf({ rowid }: FollowTable): string {
  const isDue =
    rowid === null ? `(random() & ${probedRows - 1}) = 0` : `(c.${quoteName(rowid)} & ${probedRows - 1}) = 0`;
  return `CASE WHEN ${isDue} THEN ${probeFunction}() ELSE 1 END`;
}

function isOneOf(identity: readonly string[], rows: readonly RowIdentity[]): Sql {
  const names = identity.map((name) => `p.${quoteName(name)}`);
  const bound = rows.map((row) => row.map(bindStored));
  const values = bound.flatMap((row) => row.flatMap((part): readonly SqlValue[] => part.values));
  if (names.length === 1)
    return { text: `${names[0]} IN (${bound.map(([part]) => part?.text ?? '?').join(', ')})`, values };
  const list = bound.map((row) => `(${row.map(({ text }) => text).join(', ')})`).join(', ');
  return { text: `(${names.join(', ')}) IN (VALUES ${list})`, values };
}
