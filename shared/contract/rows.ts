import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { countSchema, relationSchema } from '../domain/catalog.ts';
import { cellSchema, wholeCellSchema } from '../domain/cell.ts';
import { packedCellsSchema } from '../domain/packed-cells.ts';
import { anchorSchema, filterSchema, rowQuerySchema } from '../domain/query.ts';
import { rowKeySchema } from '../domain/row-key.ts';
import { modelRef, procedure, projectRef, storageRef } from './base.ts';

const cells = z.array(cellSchema);

/** Row number of a page's first row. Approximate positions are shown with `≈`. */
export const positionSchema = z.object({ index: z.number().int().nonnegative(), exact: z.boolean() });

/** A read that ended early, and why: the rest of the model was not looked at. */
export const stoppedSchema = z.object({
  reason: z.enum(['time']),
  /** Rows looked at before the stop. */
  scannedRows: z.number().int().nonnegative(),
});

export const pageSchema = z.object({
  /** Field names, in the order of each row's cells. */
  columns: z.array(z.string()),
  /** The cells of all rows: `unpackRows(cells, columns.length)`. */
  cells: packedCellsSchema,
  /** The keys of all rows: `unpackRows(keys, keyWidth)`. */
  keys: packedCellsSchema,
  /** Cells in a key; 0 when the model has no key. */
  keyWidth: z.number().int().nonnegative(),
  /** Cursors of the first and the last row; `null` when there are no rows. */
  first: z.string().nullable(),
  last: z.string().nullable(),
  atStart: z.boolean(),
  atEnd: z.boolean(),
  position: positionSchema,
  /** Set when a search or unindexed read ran out of time; `last` (or `resume`) continues it. */
  stopped: stoppedSchema.nullable(),
  /** Continues a stopped read as an `after` cursor; `null` when nothing was stopped. */
  resume: z.string().nullable(),
  /** Fields a search passed over, with the reason. */
  skipped: z.array(z.object({ field: z.string(), reason: z.string() })),
  /** Time in the store, in ms. */
  tookMs: z.number().nonnegative(),
});
export type Page = z.infer<typeof pageSchema>;

/** What is known of a view's size and row numbers; improves while the background pass runs. */
export const viewProgressSchema = z.object({
  count: countSchema,
  /** `complete`: every jump and row number is exact from now on. `stopped`: the pass ran out of its time. */
  positions: z.enum(['scanning', 'complete', 'stopped']),
  /** Rows passed so far. */
  scannedRows: z.number().int().nonnegative(),
});
export type ViewProgress = z.infer<typeof viewProgressSchema>;

export const relatedSchema = z.object({
  relation: relationSchema,
  /** `out`: this row refers to the other model. `in`: rows of the other model refer to this one. */
  direction: z.enum(['out', 'in']),
  model: z.string(),
  /** Selects the related rows of `model`. */
  filter: filterSchema,
  count: countSchema.nullable(),
  /** For `out`: the caption of the target row; `null` when it does not exist or has none. */
  caption: z.string().nullable(),
  /** The target's key for `out`, when it exists. */
  key: z.array(wholeCellSchema).nullable(),
});
export type RelatedRows = z.infer<typeof relatedSchema>;

export const foundRowSchema = z.object({
  storage: z.string(),
  model: z.string(),
  key: z.array(wholeCellSchema),
  caption: z.string(),
});

export const rows = {
  page: procedure
    .input(
      storageRef.extend({
        query: rowQuerySchema,
        /** Fields to send; hidden columns are not read. */
        columns: z.array(z.string()).min(1).max(2000),
        at: anchorSchema,
        limit: z.number().int().min(1).max(1000),
      }),
    )
    .output(pageSchema),
  /** Count and row numbers of one view, at once and then as they become known; at most 10 events a second. */
  watch: procedure.input(storageRef.extend({ query: rowQuerySchema })).output(eventIterator(viewProgressSchema)),
  /** One row with all its fields, big values cut. */
  get: procedure
    .input(modelRef.extend({ key: rowKeySchema }))
    .output(z.object({ columns: z.array(z.string()), cells, caption: z.string().nullable() })),
  /** One whole value. Over 8 MB it comes cut: the byte address of the cell serves it. */
  cell: {
    get: procedure
      .input(modelRef.extend({ key: rowKeySchema, field: z.string() }))
      .output(z.object({ cell: cellSchema })),
  },
  captions: {
    /** Captions of rows named by the values of `field`, in their order; `null` where there is no such row. */
    list: procedure
      .input(modelRef.extend({ field: z.string(), values: z.array(wholeCellSchema).max(1000) }))
      .output(z.array(z.string().nullable())),
  },
  related: {
    list: procedure.input(modelRef.extend({ key: rowKeySchema })).output(z.array(relatedSchema)),
  },
  /** Rows whose key is `text`, or whose caption starts with it, over all models; for the palette. */
  list: procedure
    .input(projectRef.extend({ text: z.string().min(1).max(200), limit: z.number().int().min(1).max(50) }))
    .output(z.array(foundRowSchema)),
};
