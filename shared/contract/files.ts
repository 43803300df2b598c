import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { countSchema } from '../domain/catalog.ts';
import { rowKeySchema } from '../domain/row-key.ts';
import { modelRef, procedure, projectRef, span } from './base.ts';

/** Ids are checked before any path is made of them: 32 lower-case hex digits. */
export const fileIdSchema = z.string().regex(/^[0-9a-f]{32}$/);

const storageAddress = { root: z.string(), storage: z.string() };

export const fileStorageSchema = z.object({
  ...storageAddress,
  files: countSchema,
  sizeBytes: z.number().nonnegative(),
  /** False until every file of it was looked at. */
  isComplete: z.boolean(),
});
export type FileStorage = z.infer<typeof fileStorageSchema>;

/**
 * What a gallery shows: a whole storage, or the files of the rows that belong to one row
 * (the photos of an album: `relation` leads from the photos to the album named by `model` and `key`).
 */
export const fileScopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('storage'), ...storageAddress }),
  z.strictObject({
    kind: z.literal('related'),
    storage: z.string(),
    model: z.string(),
    key: rowKeySchema,
    relation: z.string(),
    field: z.string(),
  }),
]);
export type FileScope = z.infer<typeof fileScopeSchema>;

/**
 * `position`: as the rows are ordered (related scopes; a storage has no positions and falls back to `name`).
 * `date`: newest first. `size`: largest first.
 */
export const fileOrders = ['position', 'name', 'date', 'size', 'id'] as const;

/** `missing`: named by a row, not on disk. `damaged`: on disk, but its size or info does not fit. */
export const fileStates = ['ok', 'missing', 'damaged'] as const;

export const fileItemSchema = z.object({
  ...storageAddress,
  id: z.string(),
  /** The original file name; the id when it is not known. */
  name: z.string(),
  /** From the row that refers to it (related scopes); `null` otherwise. */
  caption: z.string().nullable(),
  sizeBytes: z.number().nonnegative(),
  /** Told from the file's first bytes; empty when not known. */
  contentType: z.string(),
  /** ISO text as stored; empty when not known. */
  storedAt: z.string(),
  state: z.enum(fileStates),
  /** True when a thumbnail can be asked for. */
  hasThumbnail: z.boolean(),
  /** Changes when the content does; part of byte addresses so that caches never serve an older file. */
  version: z.string(),
});
export type FileItem = z.infer<typeof fileItemSchema>;

export const fileReferenceSchema = z.object({
  storage: z.string(),
  model: z.string(),
  field: z.string(),
  key: rowKeySchema,
  caption: z.string(),
});

export const fileDetailsSchema = fileItemSchema.extend({
  /** As shown, after EXIF orientation; `null` for what is not an image. */
  dimensions: z.object({ width: z.number(), height: z.number() }).nullable(),
  /** Number of frames; 1 for a still image, 0 for what is not an image. */
  frames: z.number().int().nonnegative(),
  /** Camera data as name and text, in a sensible order. */
  exif: z.array(z.object({ name: z.string(), text: z.string() })),
  /** What `.fileinfo.json` says and the file contradicts; empty when all fits. */
  problems: z.array(z.string()),
  uploadedBy: z.string().nullable(),
  references: z.array(fileReferenceSchema),
  /** True when every file column was looked through for references. */
  referencesComplete: z.boolean(),
});
export type FileDetails = z.infer<typeof fileDetailsSchema>;

export const files = {
  list: procedure.input(projectRef).output(z.array(fileStorageSchema)),
  /** The storages now, and again while totals are being counted or the folder changes. */
  watch: procedure.input(projectRef).output(eventIterator(z.array(fileStorageSchema))),
  page: procedure
    .input(
      projectRef.extend({
        scope: fileScopeSchema,
        order: z.enum(fileOrders),
        /** Part of a file name or caption, ignoring case; empty means all. */
        search: z.string().max(200),
        ...span,
        /** Also says where this file is, so that a link to a file needs no place. */
        locate: fileIdSchema.optional(),
      }),
    )
    .output(
      z.object({
        title: z.string(),
        total: countSchema,
        sizeBytes: z.number(),
        items: z.array(fileItemSchema),
        /** Place of the file asked for, from 0; `null` when none was asked for or it is not among these. */
        located: z.number().int().nonnegative().nullable(),
      }),
    ),
  get: procedure.input(projectRef.extend({ ...storageAddress, id: fileIdSchema })).output(fileDetailsSchema),
  /** Reads the folder again. */
  start: procedure.input(projectRef).output(z.void()),
  related: {
    /** The files of one row: its own file fields, and galleries of the rows that belong to it. */
    list: procedure.input(modelRef.extend({ key: rowKeySchema })).output(
      z.object({
        own: z.array(z.object({ field: z.string(), item: fileItemSchema })),
        galleries: z.array(
          z.object({ scope: fileScopeSchema, title: z.string(), total: countSchema, items: z.array(fileItemSchema) }),
        ),
      }),
    ),
  },
};
