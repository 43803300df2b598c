/** A table or view of one database. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

const plain = /^[a-z_][a-z0-9_$]*$/;
const ids = /^(?:([a-z_][a-z0-9_$]*)|"((?:[^"]|"")+)")\.(?:([a-z_][a-z0-9_$]*)|"((?:[^"]|"")+)")$/;

/**
 * `schema.name`, each part quoted where it is not made of small letters, digits, `_` and `$`. Key words stay unquoted,
 * unlike in `quote_ident`: which words are key words changes with the server's version, and an id outlives an upgrade. So
 * an id is for people and for files; SQL is made with `quoteQualified`.
 */
export function modelIdOf({ schema, name }: QualifiedName): string {
  return `${idPart(schema)}.${idPart(name)}`;
}

/** The names an id was made of; `null` for a text that {@link modelIdOf} never gives. */
export function parseModelId(id: string): QualifiedName | null {
  const [, bareSchema, quotedSchema, bareName, quotedName] = ids.exec(id) ?? [];
  const schema = bareSchema ?? quotedSchema?.replaceAll('""', '"');
  const name = bareName ?? quotedName?.replaceAll('""', '"');
  if (schema === undefined || name === undefined) return null;
  const parsed = { schema, name };
  // One table has one id: "users" in quotes is no other way to write users.
  return modelIdOf(parsed) === id ? parsed : null;
}

function idPart(name: string): string {
  return plain.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
