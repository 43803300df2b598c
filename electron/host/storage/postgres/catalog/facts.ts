import type { RelationKind } from './relation-kind.ts';

/** What the catalogue says of one table or view, as the queries beside it read it. Oids are numbers. */
export interface TableFacts {
  readonly relation: RelationFacts;
  readonly columns: readonly ColumnFacts[];
  readonly types: ReadonlyMap<number, TypeFacts>;
  readonly indexes: readonly IndexFacts[];
  readonly constraints: readonly ConstraintFacts[];
  /** Foreign keys that start here or end here; those of a key between partitions that the server keeps for itself are left out. */
  readonly foreignKeys: readonly ForeignKeyFacts[];
  readonly definition: DefinitionFacts;
}

export interface RelationFacts {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  /** Schema and name as they stand in a definition. */
  readonly quoted: string;
  readonly comment: string | null;
  readonly canUseSchema: boolean;
  /** `null`: it was dropped meanwhile. */
  readonly canRead: boolean | null;
  readonly canDelete: boolean;
  /** At least one column each. */
  readonly canInsert: boolean;
  readonly canUpdate: boolean;
  /** `pg_relation_is_updatable`: bits 4 UPDATE, 8 INSERT, 16 DELETE; of views and foreign tables, else `null`. */
  readonly updatable: number | null;
  /** The same with what INSTEAD OF triggers do. */
  readonly updatableByTriggers: number | null;
  readonly hasTriggers: boolean;
  /** Tables that inherit from it, without being its partitions. */
  readonly hasInheritors: boolean;
  /** Of it and all below it; `null` where none of them was ever counted. */
  readonly estimatedRows: number | null;
  /** The query of a view or materialised view. */
  readonly viewQuery: string | null;
  /** The parse tree of a view that the server can write through to its table; else `null`. */
  readonly viewTree: string | null;
}

export interface ColumnFacts {
  readonly name: string;
  /** As it stands in a definition. */
  readonly quoted: string;
  readonly attnum: number;
  readonly typeOid: number;
  readonly typeModifier: number;
  /** As `format_type` writes it. */
  readonly typeText: string;
  readonly notNull: boolean;
  /** No row holds NULL here: false for a NOT NULL that was never checked. */
  readonly isNeverNull: boolean;
  readonly generated: '' | 's' | 'v';
  readonly identity: '' | 'a' | 'd';
  /** The default, or what a generated column is made of. */
  readonly expression: string | null;
  readonly collation: number;
  /** Schema and name, quoted; `null` where it is the one of the type. */
  readonly collationText: string | null;
  readonly isDeterministic: boolean;
  readonly comment: string | null;
  /** `null`: the table was dropped meanwhile. */
  readonly canRead: boolean | null;
  readonly canInsert: boolean;
  readonly canUpdate: boolean;
  /** Of a view: the column stands for one of its table. */
  readonly isUpdatable: boolean;
}

export interface TypeFacts {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** `pg_type.typtype`. */
  readonly kind: 'b' | 'c' | 'd' | 'e' | 'm' | 'p' | 'r';
  readonly category: string;
  /** Bytes; -1 for a length of its own in each value. */
  readonly length: number;
  /** Of a domain. */
  readonly baseType: number;
  readonly baseModifier: number;
  readonly notNull: boolean;
  readonly defaultText: string | null;
  readonly checks: readonly string[] | null;
  /** Of an array, and of a few types that only look like one. */
  readonly elementType: number;
  readonly isArray: boolean;
  /** Types of a composite's columns. */
  readonly parts: readonly number[] | null;
  /** Of a range or multirange. */
  readonly rangeOf: number | null;
  /** In their order. */
  readonly labels: readonly string[] | null;
  /** The default btree operator class of this very type, by family and input type. */
  readonly order: { readonly family: number; readonly inputType: number } | null;
  /** A type of the server has the same name. */
  readonly isNamedLikeBuiltin: boolean;
}

export interface IndexFacts {
  readonly name: string;
  readonly method: string;
  readonly isUnique: boolean;
  readonly areNullsEqual: boolean;
  readonly isPrimary: boolean;
  readonly isImmediate: boolean;
  /** Complete and kept up to date. */
  readonly isValid: boolean;
  readonly isPartial: boolean;
  readonly constraint: string | null;
  readonly definition: string;
  readonly columns: readonly {
    /** 0 for an expression. */
    readonly attnum: number;
    readonly isDescending: boolean;
    readonly nullsFirst: boolean;
    readonly family: number;
    readonly inputType: number;
    readonly collation: number;
  }[];
}

export interface ConstraintFacts {
  readonly name: string;
  readonly quoted: string;
  /** Primary key, unique, check, foreign key, exclusion. */
  readonly kind: 'p' | 'u' | 'c' | 'f' | 'x';
  readonly definition: string;
  readonly columns: readonly string[];
  readonly isEnforced: boolean;
  readonly comment: string | null;
}

export type ActionCode = 'a' | 'r' | 'c' | 'n' | 'd';

export interface ForeignKeyFacts {
  readonly name: string;
  readonly fromOid: number;
  readonly fromSchema: string;
  readonly fromName: string;
  readonly fromColumns: readonly string[];
  readonly toOid: number;
  readonly toSchema: string;
  readonly toName: string;
  readonly toColumns: readonly string[];
  readonly onDelete: ActionCode;
  readonly onUpdate: ActionCode;
  readonly setOnDelete: readonly string[] | null;
  readonly isDeferrable: boolean;
  readonly isEnforced: boolean;
  /** With PERIOD: rows refer to rows whose time covers theirs, not to equal ones. */
  readonly isPeriod: boolean;
  /** The role may read all its columns, on both sides. */
  readonly isReadable: boolean;
}

/** Only for the text of the definition; all names quoted as they stand there. */
export interface DefinitionFacts {
  /** Permanent, unlogged or temporary. */
  readonly persistence: 'p' | 'u' | 't';
  readonly hasRowSecurity: boolean;
  /** Policies decide which rows the role sees. */
  readonly isRowSecurityActive: boolean;
  readonly options: string | null;
  readonly partitionKey: string | null;
  readonly partitionBound: string | null;
  /** It is a part of, or inherits from. */
  readonly parents: readonly string[] | null;
  /** The first of them, and how many there are. */
  readonly children: readonly { readonly quoted: string; readonly bound: string | null }[] | null;
  readonly childCount: number;
  readonly foreignServer: string | null;
  readonly triggers: readonly string[] | null;
  readonly rules: readonly string[] | null;
  readonly policies:
    | readonly {
        readonly quoted: string;
        readonly command: 'r' | 'a' | 'w' | 'd' | '*';
        readonly isPermissive: boolean;
        /** `null`: everybody. */
        readonly roles: readonly string[] | null;
        readonly using: string | null;
        readonly check: string | null;
      }[]
    | null;
}
