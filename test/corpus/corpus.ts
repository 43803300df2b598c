/** One hard value of a PostgreSQL type. */
export interface PostgresValue {
  /** As the server writes it under the pinned settings, and as it is typed. */
  readonly text: string;
  /** SQL that gives it, where that is not the text as a literal of its type. */
  readonly sql?: string;
}

/** Hard values of one type. */
export interface PostgresColumn {
  /** As it stands in a CREATE TABLE. */
  readonly type: string;
  /** A text stands for a value without peculiarities. */
  readonly values: readonly (string | PostgresValue)[];
}

/** Values that are hard for the same reasons; one file each. */
export interface PostgresFamily {
  readonly name: string;
  /** Types and what else its columns need. */
  readonly setup?: string;
  readonly columns: readonly PostgresColumn[];
}

/** One hard value of SQLite. */
export interface SqliteValue {
  /** SQL that gives it. */
  readonly sql: string;
  /**
   * How it is stored in the column: storage class, a colon, and the number as it is written, or the text itself; bytes in hex
   * for a blob, and for a text that no JavaScript text is (`odd:`). `null` for NULL.
   */
  readonly stored: string;
}

/** Hard values in a column with one declared type. */
export interface SqliteFamily {
  readonly name: string;
  /** The declared type; empty for none. */
  readonly declared: string;
  readonly values: readonly SqliteValue[];
}
