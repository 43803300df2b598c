import type { FieldType, Model, ModelSummary } from '../../../../shared/domain/catalog.ts';
import type { Operation } from '../connector.ts';

/** How values of a type travel, compare and are searched; domains count as the type they are made of. */
export type PgKind =
  /** int2, int4, int8: a bigint cell. */
  | 'integer'
  /** float4, float8: a real cell with the server's own digits. */
  | 'real'
  /** numeric: its digits as text. */
  | 'decimal'
  | 'boolean'
  /** bytea. */
  | 'bytes'
  /** text, varchar, char, name, citext: text. */
  | 'text'
  | 'json'
  | 'jsonb'
  | 'enum'
  /** date, time, timestamp and the like: the server's text; they compare as the server compares them. */
  | 'temporal'
  /** Everything else, as the server's text: uuid, arrays, composites, ranges, intervals, network, geometry, money, … */
  | 'other';

export interface PgColumn {
  readonly name: string;
  readonly attnum: number;
  readonly type: FieldType;
  readonly kind: PgKind;
  /** With its modifier, as `format_type` writes it. */
  readonly nativeType: string;
  readonly typeOid: number;
  /**
   * The type without domain and without modifier, quoted and with its schema, for the few places that need a cast:
   * `pg_catalog.varchar`, `"my schema".mood`, `pg_catalog.int4[]`.
   */
  readonly castType: string;
  readonly notNull: boolean;
  /** The type has a default btree operator class: values can be compared and sorted by the server. */
  readonly isOrdered: boolean;
  /** Text of this column compares byte by byte for equality; false for a nondeterministic collation. */
  readonly isDeterministic: boolean;
  /** `'stored'` and `'virtual'` columns and identities `always` are shown, not written. */
  readonly generated: 'stored' | 'virtual' | null;
  readonly identity: 'always' | 'default' | null;
  readonly defaultText: string | null;
  /** A value of it can be so big that it must be measured before it is read: text, bytes, documents, arrays, … */
  readonly canBeBig: boolean;
}

export interface PgIndexColumn {
  /** `null` for an expression. */
  readonly column: string | null;
  readonly isDescending: boolean;
  readonly nullsFirst: boolean;
  /** It sorts as `ORDER BY column` does: the default operator class of the type and the collation of the column. */
  readonly isDefaultOrder: boolean;
}

export interface PgIndex {
  readonly name: string;
  /** Key columns only. */
  readonly columns: readonly PgIndexColumn[];
  readonly isUnique: boolean;
  /** `NULLS NOT DISTINCT`. */
  readonly areNullsEqual: boolean;
  readonly isPrimary: boolean;
  readonly isPartial: boolean;
  /** Uniqueness is checked at once, row by row or at the end of the statement; false for a deferrable constraint. */
  readonly isImmediate: boolean;
  readonly method: string;
  readonly isValid: boolean;
  readonly constraint: string | null;
}

export type ForeignKeyAction = 'noAction' | 'restrict' | 'cascade' | 'setNull' | 'setDefault';

export interface PgForeignKey {
  readonly name: string;
  /** Model ids and column names. */
  readonly fromModel: string;
  readonly fromFields: readonly string[];
  readonly toModel: string;
  readonly toFields: readonly string[];
  readonly onDelete: ForeignKeyAction;
  readonly onUpdate: ForeignKeyAction;
  /** `ON DELETE SET NULL (a, b)`: only these; `null` for all. */
  readonly setOnDelete: readonly string[] | null;
  readonly isDeferrable: boolean;
}

export interface PgCheck {
  readonly name: string;
  /** As `pg_get_constraintdef` writes it. */
  readonly definition: string;
  readonly columns: readonly string[];
}

/** What compiling statements for one table or view needs to know. */
export interface PgTable {
  /** The model's id: `schema.name`, each part quoted where SQL would need it (`public."my table"`). */
  readonly id: string;
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** As it stands in SQL: `"schema"."name"`. */
  readonly source: string;
  readonly kind: Model['kind'];
  readonly columns: ReadonlyMap<string, PgColumn>;
  readonly key: Model['key'];
  readonly indexes: readonly PgIndex[];
  readonly checks: readonly PgCheck[];
  /** That start here, and that end here. */
  readonly outgoing: readonly PgForeignKey[];
  readonly incoming: readonly PgForeignKey[];
  /** Fields whose values are never cut: keys and references, and what references lead to. */
  readonly wholeFields: ReadonlySet<string>;
  /** Searched for text. */
  readonly searched: readonly string[];
  /** Rows of `pg_class`: `null` where the server has never counted them. */
  readonly estimatedRows: number | null;
  /** Columns the role may read; a table none of whose columns it may read is not described. */
  readonly readable: ReadonlySet<string>;
  /** Columns an UPDATE or an INSERT of the role may name: of a view only those that stand for a column of its table. */
  readonly updatable: ReadonlySet<string>;
  readonly insertable: ReadonlySet<string>;
  readonly canDelete: boolean;
}

export interface PgDescribed {
  readonly model: Model;
  readonly table: PgTable;
}

/** What is known of the database's tables: names at once, everything else of one table when it is asked for. */
export interface PgCatalog {
  list(op: Operation): Promise<readonly ModelSummary[]>;
  /** @throws AppError `not_found`, or `auth` when the role may not read it. */
  describe(model: string, op: Operation): Promise<PgDescribed>;
  /** The next call reads it again. */
  forget(): void;
  /** Grows with each {@link forget}: plans and places made before are of no use. */
  readonly generation: number;
}
