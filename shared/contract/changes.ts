import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { countSchema } from '../domain/catalog.ts';
import { cellSchema } from '../domain/cell.ts';
import { baseValueSchema, changeProblemSchema, changeSetSchema, savedRowSchema } from '../domain/change-set.ts';
import { filterSchema } from '../domain/query.ts';
import { rowKeySchema } from '../domain/row-key.ts';
import { modelRef, procedure, projectRef, storageRef } from './base.ts';

const applyResultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('saved'), entry: z.string().nullable(), rows: z.array(savedRowSchema) }),
  z.object({ kind: z.literal('refused'), problems: z.array(changeProblemSchema) }),
]);

/** What deleting rows does to other things. Storages, files and keys contribute groups of their own. */
export const impactSchema = z.object({
  /** Who says it: `rows`, `files`, `keys`. */
  contributor: z.string(),
  effect: z.enum(['cascade', 'setNull', 'setDefault', 'blocks', 'dangles']),
  /** What is affected, such as the caption of a model. */
  title: z.string(),
  /** The model the affected rows are of; `null` for other things. */
  model: z.string().nullable(),
  /** Selects the affected rows of `model`; `null` where a filter can't say it. */
  filter: filterSchema.nullable(),
  count: countSchema,
});
export type Impact = z.infer<typeof impactSchema>;

/**
 * Where an entry of the journal stands. `pending`: it is being written. `unknown`: Storeroom ended while writing, and
 * the rows have been changed since, so that nobody can tell.
 */
export const entryStates = ['pending', 'saved', 'failed', 'unknown'] as const;

export const changeEntrySchema = z.object({
  id: z.string(),
  /** ISO 8601, UTC. */
  time: z.string(),
  room: z.enum(['models']),
  kind: z.enum(['save', 'undo']),
  state: z.enum(entryStates),
  storage: z.string(),
  /** Rows by model, the most changed first. */
  models: z.array(
    z.object({
      model: z.string(),
      inserted: z.number().int(),
      updated: z.number().int(),
      deleted: z.number().int(),
      /** Rows that the store deleted or changed along with them, by its foreign keys. */
      followed: z.number().int(),
    }),
  ),
  /** The entry that this one takes back. */
  undoes: z.string().nullable(),
  /** The saved entry that took this one back. */
  undoneBy: z.string().nullable(),
  /** Why it can't be taken back; `null` when it can. */
  undoBlocked: z.string().nullable(),
});
export type ChangeEntry = z.infer<typeof changeEntrySchema>;

export const changedRowSchema = z.object({
  kind: z.enum(['insert', 'update', 'delete']),
  model: z.string(),
  /** As it is after the change; for a deleted row as it was. */
  key: rowKeySchema.nullable(),
  /** The store changed it along with another one. */
  followed: z.boolean(),
  fields: z.array(
    z.object({
      field: z.string(),
      /** `null` for a new row; big values cut. */
      before: cellSchema,
      /** `null` for a deleted row. */
      after: cellSchema,
    }),
  ),
});
export type ChangedRow = z.infer<typeof changedRowSchema>;

/** How one problem of an undo was settled; `field` is `null` when the whole row is meant. */
export const resolutionSchema = z.strictObject({
  change: z.string(),
  field: z.string().nullable(),
  take: z.enum(['mine', 'theirs']),
  /** For `mine`: the guard that came with the conflict. */
  guard: z.string().max(500).optional(),
});
export type Resolution = z.infer<typeof resolutionSchema>;

/** Staged edits of a window that ended without saving or discarding them. */
export const draftSummarySchema = z.object({
  draft: z.string(),
  /** ISO 8601, UTC. */
  savedAt: z.string(),
  inserted: z.number().int(),
  updated: z.number().int(),
  deleted: z.number().int(),
});
export type DraftSummary = z.infer<typeof draftSummarySchema>;

const owner = z.string().regex(/^[0-9a-f-]{36}$/);

/** The staged edits of a window as their owner writes them: `shared/domain/staged-edits.ts` reads them again. */
export const draftContentSchema = z.strictObject({
  value: z.string().max(7_000_000),
  inserted: z.number().int().nonnegative(),
  updated: z.number().int().nonnegative(),
  deleted: z.number().int().nonnegative(),
});
export type DraftContent = z.infer<typeof draftContentSchema>;

export const changes = {
  /** Writes all of it in one transaction, or nothing; the journal has it before the store does. */
  apply: procedure.input(storageRef.extend({ changes: changeSetSchema })).output(applyResultSchema),
  /** What {@link changes.apply} would do and what stands in its way, as far as reading can tell. Writes nothing. */
  describe: procedure.input(storageRef.extend({ changes: changeSetSchema })).output(
    z.object({
      /** In the order they would run; for reading and copying. */
      statements: z.array(z.object({ change: z.string(), sql: z.string() })),
      problems: z.array(changeProblemSchema),
    }),
  ),
  base: {
    /** Names a stored value exactly, also one too big to be read here. */
    get: procedure
      .input(modelRef.extend({ key: rowKeySchema, field: z.string() }))
      .output(z.object({ base: baseValueSchema })),
  },
  impact: {
    /** What deleting these rows does to others. Counts stop at 10,000 (`atLeast`). */
    get: procedure
      .input(modelRef.extend({ keys: z.array(rowKeySchema).min(1).max(10_000) }))
      .output(z.array(impactSchema)),
  },
  /** The journal, the newest first. `text` looks at models, keys and values. */
  list: procedure
    .input(
      projectRef.extend({
        text: z.string().max(200),
        storage: z.string().nullable(),
        model: z.string().nullable(),
        after: z.string().nullable(),
        limit: z.number().int().min(1).max(200),
      }),
    )
    .output(z.object({ entries: z.array(changeEntrySchema), after: z.string().nullable() })),
  /** One entry with its rows. */
  get: procedure
    .input(
      projectRef.extend({
        entry: z.string(),
        offset: z.number().int().nonnegative(),
        limit: z.number().int().min(1).max(500),
      }),
    )
    .output(z.object({ entry: changeEntrySchema, rows: z.array(changedRowSchema), total: z.number().int() })),
  /** Takes a saved entry back, guarded as any save; the undo is an entry of its own. */
  undo: procedure
    .input(projectRef.extend({ entry: z.string(), resolutions: z.array(resolutionSchema).max(20_000) }))
    .output(applyResultSchema),
  /** Tells when the journal of a project has changed; at once, and at most 10 times a second. */
  watch: procedure.input(projectRef).output(eventIterator(z.object({ version: z.number().int() }))),
  drafts: {
    /** Drafts whose windows are gone. */
    list: procedure.input(projectRef.extend({ owner })).output(z.array(draftSummarySchema)),
    /** Keeps the staged edits of a window on disk; `null` when there are none left. */
    apply: procedure.input(projectRef.extend({ owner, content: draftContentSchema.nullable() })).output(z.void()),
    /** The own draft, as after a reload; `null` when there is none. */
    get: procedure.input(projectRef.extend({ owner })).output(draftContentSchema.nullable()),
    /** Takes a draft over: from now on it is the window's own. @throws not_found when another window was first */
    start: procedure.input(projectRef.extend({ owner, draft: z.string() })).output(draftContentSchema),
    /** Throws a draft away. */
    cancel: procedure.input(projectRef.extend({ draft: z.string() })).output(z.void()),
    /** While this stream is open, the owner is alive. `isTaken`: another window has the same owner, choose another. */
    watch: procedure.input(projectRef.extend({ owner })).output(eventIterator(z.object({ isTaken: z.boolean() }))),
  },
  uploads: {
    /** A place for bytes, which are put to `uploadPath` in pieces. */
    start: procedure.input(projectRef).output(z.object({ upload: z.string() })),
    /** All pieces are there. @throws conflict when size or digest differ */
    apply: procedure
      .input(
        projectRef.extend({
          upload: z.string(),
          sizeBytes: z.number().int().nonnegative(),
          sha256: z.string().regex(/^[0-9a-f]{64}$/),
        }),
      )
      .output(z.void()),
    cancel: procedure.input(projectRef.extend({ upload: z.string() })).output(z.void()),
  },
};
