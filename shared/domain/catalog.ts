import { z } from 'zod';
import { wholeCellSchema } from './cell.ts';

/** What a value is to a person; the store's own word for it is `Field.nativeType`. */
export const fieldTypes = [
  'text',
  'integer',
  'real',
  'decimal',
  'boolean',
  'date',
  'time',
  'datetime',
  'json',
  'bytes',
  'any',
] as const;
export type FieldType = (typeof fieldTypes)[number];

/** How a number or other value of this field is aligned, filtered and compared follows from `type` alone. */
export const fieldSchema = z.object({
  name: z.string(),
  type: z.enum(fieldTypes),
  /** The declared type, as the store writes it; empty when there is none. */
  nativeType: z.string(),
  nullable: z.boolean(),
  inKey: z.boolean(),
  generated: z.boolean(),
  /**
   * Why a person can't set it although the store does not make it, as when the role may not; absent or `null` when they
   * can. One sentence without a full stop.
   */
  readOnlyReason: z.string().nullable().optional(),
  /** The default expression as the store writes it; `null` when there is none. */
  defaultText: z.string().nullable(),
  /** A new row gets a number here by itself, as from a sequence, without a default being declared. */
  isNumbered: z.boolean().optional(),
  /** Most characters a text may have; `null` when the declaration gives no limit. */
  maxLength: z.number().int().positive().nullable(),
  /** The only values the store takes, as an enum or a CHECK says; `null` when any will do. */
  allowed: z.array(wholeCellSchema).nullable(),
  /**
   * What the store makes of a value that is written here: SQLite's column affinities; `null` where it keeps or refuses
   * what it is given.
   */
  coercion: z.enum(['text', 'integer', 'real', 'numeric']).nullable(),
  /** Sorting by this field needs no full sort. */
  indexed: z.boolean(),
  /** The single-column foreign key that starts here, if any. */
  reference: z.object({ model: z.string(), field: z.string() }).nullable(),
  /** What the store's author wrote about it. */
  comment: z.string().nullable().optional(),
  /** Set when the values are ids of files: the files root and the storage (Wefram: entity) they lie in. */
  file: z.object({ root: z.string(), storage: z.string() }).nullable(),
});
export type Field = z.infer<typeof fieldSchema>;

export const relationSchema = z.object({
  /** Unique within the catalog. */
  id: z.string(),
  fromModel: z.string(),
  fromFields: z.array(z.string()),
  toModel: z.string(),
  toFields: z.array(z.string()),
  onDelete: z.string(),
  onUpdate: z.string(),
});
export type Relation = z.infer<typeof relationSchema>;

export const modelKinds = ['table', 'partitioned', 'view', 'materialized', 'foreign', 'virtual', 'shadow'] as const;

/** Enough for the sidebar; a database with 20,000 tables sends only these. */
export const modelSummarySchema = z.object({
  /** The store's own name; unique within its storage. */
  id: z.string(),
  caption: z.string(),
  /** Group heading in the sidebar; `null` where the store has no schemas. */
  schema: z.string().nullable(),
  kind: z.enum(modelKinds),
  /** Why its rows can't be read, as when the role may not; absent or `null` when they can. One sentence without a full stop. */
  unreadable: z.string().nullable().optional(),
});
export type ModelSummary = z.infer<typeof modelSummarySchema>;

export const modelSchema = modelSummarySchema.extend({
  fields: z.array(fieldSchema),
  /** `rowid`: SQLite's hidden row number stands in. `none`: rows can be read, not named. */
  key: z.object({ kind: z.enum(['primary', 'rowid', 'unique', 'none']), fields: z.array(z.string()) }),
  /** Why its rows can't be changed: a view, a table without a key; `null` when they can. One sentence without a full stop. */
  readOnlyReason: z.string().nullable(),
  /** Writing a row runs the store's own code, whose effects can't be foretold or taken back. */
  hasTriggers: z.boolean(),
  /** What the store's author wrote about it. */
  comment: z.string().nullable().optional(),
  /** The field whose value stands for the row; `null` when none was found. */
  captionField: z.string().nullable(),
  /** Relations that start here. */
  outgoing: z.array(relationSchema),
  /** Relations of other models that end here. */
  incoming: z.array(relationSchema),
  /** The store's own definition, for `Copy definition`; empty when it gives none. */
  definition: z.string(),
  /** Redis key patterns with `{field}` placeholders, from the project file. */
  keyPatterns: z.array(z.string()),
});
export type Model = z.infer<typeof modelSchema>;

/** Never a bare number: how sure it is belongs to it. */
export const countSchema = z.object({
  kind: z.enum(['exact', 'estimate', 'atLeast']),
  value: z.number().int().nonnegative(),
});
export type Count = z.infer<typeof countSchema>;
