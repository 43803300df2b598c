import type { Model, ModelSummary } from '../../../../shared/domain/catalog.ts';
import type { CheckConstraint } from './checks/table-definition.ts';
import type { FileEncoding } from './compare-rows.ts';
import type { Affinity } from './field-type.ts';
import type { IndexFacts } from './worker/read-table.ts';

/** Collations SQLite brings along; with any other a program's own code would be needed to compare. */
export type Collation = 'BINARY' | 'NOCASE' | 'RTRIM';

export interface TableColumn {
  readonly name: string;
  readonly affinity: Affinity;
  /** `null` for a collation of the program that made the file. */
  readonly collation: Collation | null;
  readonly canBeNull: boolean;
  /** It holds decimals as text, which compare as numbers. */
  readonly isDecimalText: boolean;
  /** It is the row number itself (INTEGER PRIMARY KEY). */
  readonly isRowid: boolean;
  /** As the table's definition says it, for making a table like it; nothing of it for a hidden row number. */
  readonly declared: DeclaredColumn | null;
}

export interface DeclaredColumn {
  readonly type: string;
  readonly notNull: boolean;
  /** The collation's name, also one of the program that made the file. */
  readonly collation: string;
  /** With brackets where it has any; `null` when there is none. */
  readonly defaultClause: string | null;
  /** `null` when it is not generated; empty when its expression can't be told. */
  readonly generatedAs: string | null;
}

/** What compiling statements for one table or view needs to know. */
export interface Table {
  readonly name: string;
  readonly encoding: FileEncoding;
  /** As it stands in SQL, with its schema. */
  readonly source: string;
  readonly kind: ModelSummary['kind'];
  readonly columns: ReadonlyMap<string, TableColumn>;
  /** A name that reaches the row number; `null` for views and tables without one. */
  readonly rowid: string | null;
  readonly indexes: readonly IndexFacts[];
  readonly key: Model['key'];
  /** Fields whose values are never cut: keys and references. */
  readonly wholeFields: ReadonlySet<string>;
  readonly checks: readonly CheckConstraint[];
  readonly isStrict: boolean;
  /** Searched for text. */
  readonly searched: readonly string[];
}
