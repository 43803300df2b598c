import { z } from 'zod';
import { cellSchema, type WholeCell, wholeCellSchema } from './cell.ts';
import { type RowKey, rowKeySchema } from './row-key.ts';

/**
 * What a field held when its edit was staged. A connector makes guards for values that a cell can't name exactly, or that
 * are too big to send: such a text stands for the storage class, the size and a digest, and only its maker reads it.
 */
export type BaseValue =
  | { readonly kind: 'cell'; readonly cell: WholeCell }
  | { readonly kind: 'guard'; readonly guard: string };

/** What a field shall hold. */
export type NewValue =
  | { readonly kind: 'cell'; readonly cell: WholeCell }
  /** What the store gives by itself. */
  | { readonly kind: 'default' }
  /** The value that `field` of the row inserted by another change gets: rows that refer to unsaved rows. */
  | { readonly kind: 'inserted'; readonly change: string; readonly field: string }
  /** Bytes that were uploaded before, stored as text (they must be UTF-8) or as bytes. */
  | { readonly kind: 'upload'; readonly upload: string; readonly as: 'text' | 'bytes'; readonly sizeBytes: number };

export interface FieldValue {
  readonly field: string;
  readonly value: NewValue;
  /** The form the store will give to `value`, where a person has been asked and agreed. */
  readonly accepts?: WholeCell | undefined;
}

export interface FieldEdit extends FieldValue {
  readonly base: BaseValue;
}

/** One change of one row. `id` names it in answers and in {@link NewValue}; it is unique within its change set. */
export type RowChange =
  /** A field that is not listed gets the store's default. */
  | { readonly kind: 'insert'; readonly id: string; readonly model: string; readonly fields: readonly FieldValue[] }
  | {
      readonly kind: 'update';
      readonly id: string;
      readonly model: string;
      /** As it was when the first edit was staged. */
      readonly key: RowKey;
      readonly fields: readonly FieldEdit[];
    }
  | {
      readonly kind: 'delete';
      readonly id: string;
      readonly model: string;
      readonly key: RowKey;
      /** The values the person saw when marking the row. */
      readonly base: readonly { readonly field: string; readonly base: BaseValue }[];
    };

/** Changes of one storage, written together or not at all. The order does not matter. */
export type ChangeSet = readonly RowChange[];

const id = z.string().min(1).max(200);
const fieldName = z.string().max(512);
const modelName = z.string().min(1).max(512);

export const baseValueSchema: z.ZodType<BaseValue> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cell'), cell: wholeCellSchema }),
  z.strictObject({ kind: z.literal('guard'), guard: z.string().max(500) }),
]);

export const newValueSchema: z.ZodType<NewValue> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cell'), cell: wholeCellSchema }),
  z.strictObject({ kind: z.literal('default') }),
  z.strictObject({ kind: z.literal('inserted'), change: id, field: fieldName }),
  z.strictObject({
    kind: z.literal('upload'),
    upload: z.string().regex(/^[0-9a-f]{32}$/),
    as: z.enum(['text', 'bytes']),
    sizeBytes: z.number().int().nonnegative(),
  }),
]);

const fieldValue = z.strictObject({
  field: fieldName,
  value: newValueSchema,
  accepts: wholeCellSchema.optional(),
});

export const rowChangeSchema: z.ZodType<RowChange> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('insert'), id, model: modelName, fields: z.array(fieldValue).max(2000) }),
  z.strictObject({
    kind: z.literal('update'),
    id,
    model: modelName,
    key: rowKeySchema,
    fields: z
      .array(fieldValue.extend({ base: baseValueSchema }))
      .min(1)
      .max(2000),
  }),
  z.strictObject({
    kind: z.literal('delete'),
    id,
    model: modelName,
    key: rowKeySchema,
    base: z.array(z.strictObject({ field: fieldName, base: baseValueSchema })).max(2000),
  }),
]);

/** More rows than this are a job of their own, not something a person reviews. */
export const maxChanges = 20_000;

export const changeSetSchema: z.ZodType<ChangeSet> = z.array(rowChangeSchema).max(maxChanges).readonly();

/** Which row a problem is about; enough to show it to a person who did not stage the change. */
const subject = {
  change: z.string(),
  row: z.enum(['insert', 'update', 'delete']),
  model: z.string(),
  /** `null` for a row that has none yet. */
  key: rowKeySchema.nullable(),
};

const conflictFieldSchema = z.object({
  field: z.string(),
  /** What it held when the edit was staged; cut when big. */
  base: cellSchema,
  /** What it holds now. */
  theirs: cellSchema,
  /** What it shall hold; `null` also for a row that shall be deleted. */
  mine: cellSchema,
  /** Names `theirs` exactly: staging the edit again on this base is what `Keep mine` does. */
  guard: z.string(),
});
export type ConflictField = z.infer<typeof conflictFieldSchema>;

export const invalidCodes = [
  'type',
  'not_null',
  'length',
  'check',
  'unique',
  'foreign_key',
  'generated',
  /** It can be written by itself, but not in one save with the others. */
  'apart',
  /** The store refused for a reason of its own, such as a trigger. */
  'store',
] as const;

/** Why a change can't be written. All problems of a change set are found at once. */
export const changeProblemSchema = z.discriminatedUnion('kind', [
  /** Somebody else has changed what this change was based on. */
  z.object({
    kind: z.literal('changed'),
    ...subject,
    fields: z.array(conflictFieldSchema),
    /** Names `theirs` of all fields at once, for an undo that overwrites the whole row. */
    guard: z.string().optional(),
  }),
  /** The row of an update is not there any more. */
  z.object({ kind: z.literal('gone'), ...subject }),
  /** The store would keep another value than the one given: `accepts` lets it. */
  z.object({ kind: z.literal('adjusted'), ...subject, field: z.string(), mine: cellSchema, stored: cellSchema }),
  z.object({
    kind: z.literal('invalid'),
    ...subject,
    /** `null` when the whole row is meant. */
    field: z.string().nullable(),
    code: z.enum(invalidCodes),
    /** One sentence for the person; may hold the store's own words. */
    message: z.string(),
  }),
]);
export type ChangeProblem = z.infer<typeof changeProblemSchema>;

/** A row after it was written. */
export const savedRowSchema = z.object({
  change: z.string(),
  /** `null` when the row was deleted. */
  key: rowKeySchema.nullable(),
  /** Fields that were written or that the store has changed beside them; for a new row all of them. */
  columns: z.array(z.string()),
  /** In the order of `columns`; big values cut. */
  cells: z.array(cellSchema),
});
export type SavedRow = z.infer<typeof savedRowSchema>;

export type ApplyResult =
  /** `entry` is the id in the journal; `null` when there was nothing to write. */
  | { readonly kind: 'saved'; readonly entry: string | null; readonly rows: readonly SavedRow[] }
  /** Nothing was written. */
  | { readonly kind: 'refused'; readonly problems: readonly ChangeProblem[] };
