/** An identifier for SQL text: any name a database can hold is safe inside, also one with quotes in it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A value as it is bound; a JavaScript number is bound as REAL. */
export type SqlValue = null | string | bigint | number | Uint8Array;

/** SQL text and the values of its `?` marks, in order. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}
