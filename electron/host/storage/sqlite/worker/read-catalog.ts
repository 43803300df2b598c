import { isWord, tokenizeSql } from '../checks/sql-tokens.ts';
import { type DriverValue, plainText as text } from './decode.ts';
import type { Reader } from './reader.ts';

export type SqliteKind = 'table' | 'view' | 'virtual' | 'shadow';

export interface ForeignKeyFacts {
  /** Number of the key within its table. */
  readonly id: number;
  readonly table: string;
  readonly from: readonly string[];
  readonly target: string;
  /** Columns of the target as the definition spells them; `null` where it leaves them to the target's primary key. */
  readonly to: readonly (string | null)[];
  readonly onDelete: string;
  readonly onUpdate: string;
}

/** What one look at the schema gives for all tables. */
export interface CatalogFacts {
  readonly tables: readonly {
    readonly name: string;
    readonly kind: SqliteKind;
    readonly withoutRowid: boolean;
    /** Why its rows can't be read: one sentence without a full stop. */
    readonly unreadable: string | null;
  }[];
  readonly foreignKeys: readonly ForeignKeyFacts[];
}

/** Reads the list of tables and views and all foreign keys. */
export function readCatalog(reader: Reader): CatalogFacts {
  return reader.reading(() => {
    const tables = listTables(reader);
    const names = new Map(tables.map((table) => [table.name.toLowerCase(), table.name]));
    return { tables, foreignKeys: readForeignKeys(reader, names) };
  });
}

function listTables(reader: Reader): CatalogFacts['tables'] {
  const kinds = new Map<string, { type: string; withoutRowid: boolean }>();
  try {
    for (const [name, type, withoutRowid] of reader
      .prepare("SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main'")
      .all()) {
      kinds.set(text(name), { type: text(type), withoutRowid: withoutRowid === 1n });
    }
  } catch {
    // One view over a missing table makes the pragma fail for all; the schema table still lists everything.
  }
  const rows = reader
    .prepare(
      "SELECT name, type, sql FROM main.sqlite_schema WHERE type IN ('table', 'view') ORDER BY name COLLATE NOCASE",
    )
    .all();
  const listed = rows
    .map(([name, type, sql]) => ({ name: text(name), type: text(type), sql: text(sql) }))
    .filter(({ name }) => !name.startsWith('sqlite_'))
    .map(({ name, type, sql }) => {
      const known = kinds.get(name);
      return {
        name,
        sql,
        kind: modelKind(known?.type ?? type, sql),
        withoutRowid: known?.withoutRowid ?? /\bwithout\s+rowid\b/i.test(sql),
      };
    });
  const foreign = foreignModules(reader, listed);
  return listed.map(({ name, kind, withoutRowid }) => {
    const module = foreign.get(name);
    if (module !== undefined)
      return { name, kind, withoutRowid, unreadable: `Its rows are kept by “${module}”, which is not part of SQLite` };
    // Without its module nobody can say which tables are a virtual table's own: those named after it are left alone.
    const isOwned = kind === 'table' && [...foreign.keys()].some((owner) => name.startsWith(`${owner}_`));
    return { name, kind: isOwned ? ('shadow' as const) : kind, withoutRowid, unreadable: null };
  });
}

/** Virtual tables whose modules are not here, with the names of those. */
function foreignModules(
  reader: Reader,
  tables: readonly { readonly name: string; readonly kind: SqliteKind; readonly sql: string }[],
): ReadonlyMap<string, string> {
  const used = new Map<string, string>();
  for (const { name, kind, sql } of tables) {
    const tokens = kind === 'virtual' ? tokenizeSql(sql) : [];
    const module = tokens[tokens.findIndex((token) => isWord(token, 'USING')) + 1]?.value;
    if (kind === 'virtual' && module !== undefined) used.set(name, module);
  }
  if (used.size === 0) return used;
  const known = new Set(
    reader
      .prepare('SELECT name FROM pragma_module_list')
      .all()
      .map(([name]) => text(name).toLowerCase()),
  );
  return new Map([...used].filter(([, module]) => !known.has(module.toLowerCase())));
}

function modelKind(type: string, sql: string): SqliteKind {
  if (type === 'view' || type === 'shadow') return type;
  return type === 'virtual' || /^\s*create\s+virtual\b/i.test(sql) ? 'virtual' : 'table';
}

/** All that reading the catalogue needs of a connection. */
interface Preparing {
  prepare(sql: string): { all(): readonly (readonly DriverValue[])[] };
}

/** @param names of all tables and views, by their names in small letters. */
export function readForeignKeys(connection: Preparing, names: ReadonlyMap<string, string>): readonly ForeignKeyFacts[] {
  const rows = connection
    .prepare(
      `SELECT m.name, f.id, f.seq, f."table", f."from", f."to", f.on_delete, f.on_update
         FROM main.sqlite_schema m, pragma_foreign_key_list(m.name, 'main') f WHERE m.type = 'table' ORDER BY m.name, f.id, f.seq`,
    )
    .all();
  const grouped = new Map<
    string,
    {
      table: string;
      id: number;
      target: string;
      from: string[];
      to: (string | null)[];
      onDelete: string;
      onUpdate: string;
    }
  >();
  for (const [table, id, , target, from, to, onDelete, onUpdate] of rows) {
    const groupKey = `${text(id)}:${text(table)}`;
    const group = grouped.get(groupKey) ?? {
      table: text(table),
      id: Number(id),
      target: text(target),
      from: [],
      to: [],
      onDelete: text(onDelete),
      onUpdate: text(onUpdate),
    };
    grouped.set(groupKey, group);
    group.from.push(text(from));
    group.to.push(typeof to === 'string' ? to : null);
  }
  const keys: ForeignKeyFacts[] = [];
  for (const group of grouped.values()) {
    const target = names.get(group.target.toLowerCase());
    // A key to a table that does not exist leads nowhere.
    if (target === undefined) continue;
    keys.push({ ...group, target });
  }
  return keys;
}
