import type { Relation } from '../../../../../shared/domain/catalog.ts';
import type { Described } from '../catalog.ts';
import type { FileEncoding } from '../compare-rows.ts';
import type { Affinity } from '../field-type.ts';

export interface WriteColumn {
  readonly name: string;
  readonly affinity: Affinity;
  /** The name of its collation, also one of the program that made the file. */
  readonly collation: string;
  readonly isGenerated: boolean;
  readonly canBeNull: boolean;
  /** Most characters of a text, as the declared type says; SQLite itself keeps longer ones. */
  readonly maxLength: number | null;
  /** What its default says, as an expression that can stand in SQL; `null` when there is none. */
  readonly defaultSql: string | null;
}

/** What writing rows of one table needs to know; plain values, so that it can go to a thread. */
export interface WriteTable {
  readonly name: string;
  /** As it stands in SQL, with its schema. */
  readonly source: string;
  readonly encoding: FileEncoding;
  /** The names of a row's key, in their order. */
  readonly key: readonly string[];
  /** A name that reaches the row number; `null` for a table without one. */
  readonly rowid: string | null;
  /** The row number is a column (INTEGER PRIMARY KEY); else it is hidden, also where it is the key. */
  readonly isRowidColumn: boolean;
  /** In the order of the table, without a hidden row number. */
  readonly columns: readonly WriteColumn[];
  /** As the schema has it: what tells a changed table from the one that a plan was made for. */
  readonly definition: string;
  readonly hasTriggers: boolean;
  /** Its definition says what happens to rows in the way of others, such as that they are replaced. */
  readonly replaces: boolean;
  /** Columns of which no two rows may hold the same; a unique index over an expression leaves its place empty. */
  readonly uniques: readonly (readonly (string | null)[])[];
}

/** A foreign key as far as writing is concerned. */
export type WriteRelation = Relation;

export function writeTableOf({ model, table }: Described): WriteTable {
  const rowidColumn = table.rowid === null ? undefined : table.columns.get(table.rowid);
  const isRowidColumn = model.fields.some(({ name }) => name === table.rowid) && rowidColumn?.isRowid === true;
  return {
    name: table.name,
    source: table.source,
    encoding: table.encoding,
    key: table.key.fields,
    rowid: table.rowid,
    isRowidColumn,
    columns: model.fields.map((field) => ({
      name: field.name,
      affinity: table.columns.get(field.name)?.affinity ?? 'blob',
      collation: table.columns.get(field.name)?.declared?.collation ?? 'BINARY',
      isGenerated: field.generated,
      canBeNull: table.columns.get(field.name)?.canBeNull ?? true,
      maxLength: field.maxLength,
      defaultSql: defaultOf(table.columns.get(field.name)?.declared?.defaultClause ?? field.defaultText),
    })),
    definition: model.definition,
    hasTriggers: model.hasTriggers,
    replaces: /\bon\s+conflict\b/i.test(model.definition),
    uniques: [
      table.key.fields,
      ...table.indexes
        .filter(({ isUnique }) => isUnique)
        .map(({ columns, declaredColumns }) => columns.slice(0, declaredColumns).map(({ name }) => name)),
    ],
  };
}

const constants = /^(?:null|true|false|current_(?:time|date|timestamp))$/i;

/** A bare name as a default is a text; everything else stands as it was written. */
function defaultOf(clause: string | null): string | null {
  if (clause === null) return null;
  const text = clause.trim();
  if (constants.test(text)) return text;
  if (/^[\p{L}_][\p{L}\p{N}_$]*$/u.test(text)) return quoteText(text);
  if (/^"(?:[^"]|"")*"$/.test(text)) return quoteText(text.slice(1, -1).replaceAll('""', '"'));
  if (/^`(?:[^`]|``)*`$/.test(text)) return quoteText(text.slice(1, -1).replaceAll('``', '`'));
  if (/^\[[^\]]*\]$/.test(text)) return quoteText(text.slice(1, -1));
  // A comment at the end reaches to the end of its line.
  return `(${text}\n)`;
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
