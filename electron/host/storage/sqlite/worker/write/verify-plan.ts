import { foreignKeysOf } from '../../write/foreign-keys.ts';
import type { WritePlan } from '../../write/write-plan.ts';
import { plainText } from '../decode.ts';
import { type ForeignKeyFacts, readForeignKeys } from '../read-catalog.ts';
import type { WriteConnection } from './write-connection.ts';

/** Says whether the schema is still the one a plan was made for; asked with the file locked, so that it stays so. */
export type VerifyPlan = (plan: WritePlan) => boolean;

export function createVerifyPlan(connection: WriteConnection): VerifyPlan {
  let known: { readonly version: bigint; readonly foreignKeys: readonly ForeignKeyFacts[] } | null = null;

  function foreignKeys(): readonly ForeignKeyFacts[] {
    const version = connection.prepare('SELECT schema_version FROM pragma_schema_version').get()?.[0];
    if (typeof version !== 'bigint') throw new Error('SQLite did not tell the version of the schema');
    if (known?.version === version) return known.foreignKeys;
    if (known) connection.forget();
    const names = connection
      .prepare("SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view')")
      .all()
      .map(([name]) => plainText(name))
      .filter((name) => !name.startsWith('sqlite_'));
    const read = readForeignKeys(connection, new Map(names.map((name) => [name.toLowerCase(), name])));
    known = { version, foreignKeys: read };
    return read;
  }

  return ({ tables, foreignKeys: planned }) => {
    const now = foreignKeysOf(foreignKeys(), new Set(tables.keys()));
    if (now.length !== planned.length || now.some((key, at) => key !== planned[at])) return false;
    const definition = connection.prepare("SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ?");
    const triggers = connection.prepare(
      "SELECT 1 FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE LIMIT 1",
    );
    return [...tables.values()].every(
      (table) =>
        plainText(definition.get(table.name)?.[0]) === table.definition &&
        (triggers.get(table.name) !== undefined) === table.hasTriggers,
    );
  };
}
