import Database from 'better-sqlite3';
import type { DatabaseDump, DumpedTable } from './digest.ts';

type Value = null | bigint | number | string | Buffer;

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** What the header of a file says beside its rows. */
const settings = ['encoding', 'page_size', 'user_version', 'application_id', 'auto_vacuum'];

/** All that an SQLite file holds, row numbers and the tables that SQLite keeps for itself included. */
export function dumpSqlite(path: string): DatabaseDump {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    database.defaultSafeIntegers(true);
    const all = (sql: string, ...values: unknown[]) =>
      database
        .prepare<unknown[], Value[]>(sql)
        .raw()
        .all(...values);
    const objects = all('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name COLLATE BINARY').map(
      (parts) => JSON.stringify(parts),
    );
    const header = settings.map((name) => `${name} = ${String(database.pragma(name, { simple: true }))}`);
    const tables = new Map<string, DumpedTable>();
    for (const [name, withoutRowid] of all(
      "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow') ORDER BY name COLLATE BINARY",
    )) {
      if (name === 'sqlite_schema') continue;
      tables.set(String(name), dumpTable(all, String(name), withoutRowid === 1n));
    }
    return { schema: [...header, ...objects], tables };
  } finally {
    database.close();
  }
}

function dumpTable(
  all: (sql: string, ...values: unknown[]) => Value[][],
  table: string,
  withoutRowid: boolean,
): DumpedTable {
  const facts = all("SELECT name, pk FROM pragma_table_xinfo(?, 'main') WHERE hidden <> 1 ORDER BY cid", table);
  const names = facts.map(([name]) => String(name));
  const key = facts
    .filter(([, position]) => position !== 0n)
    .sort(([, a], [, b]) => Number(a) - Number(b))
    .map(([name]) => String(name));
  const rowid = withoutRowid ? undefined : ['rowid', '_rowid_', 'oid'].find((name) => !names.includes(name));
  const columns = rowid === undefined ? names : [rowid, ...names];
  const list = columns.flatMap((name) => {
    const column = quoted(name);
    return [`typeof(${column})`, column, `CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB) END`];
  });
  const order = (rowid === undefined ? key : [rowid]).map(quoted).join(', ');
  const rows = all(`SELECT ${list.join(', ')} FROM main.${quoted(table)} ORDER BY ${order}`);
  return {
    columns,
    rows: rows.map((row) =>
      columns.map((_, at) => shown(row[3 * at] ?? null, row[3 * at + 1] ?? null, row[3 * at + 2] ?? null)),
    ),
  };
}

/** Storage class and bytes: `integer:5`, `real:` and the eight bytes of the double, `text:` and `blob:` in hex, `null`. */
function shown(type: Value, value: Value, bytes: Value): string {
  if (Buffer.isBuffer(bytes)) return `text:${bytes.toString('hex')}`;
  if (Buffer.isBuffer(value)) return `blob:${value.toString('hex')}`;
  if (typeof value === 'number') {
    const double = Buffer.alloc(8);
    double.writeDoubleBE(value);
    return `real:${double.toString('hex')}`;
  }
  return value === null ? 'null' : `${String(type)}:${String(value)}`;
}
