import { z } from 'zod';

export const environments = ['development', 'staging', 'production'] as const;
export type Environment = (typeof environments)[number];

/** Ids stand in URLs and in rows of the data folder: short, plain, stable. */
const partId = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/i);

/** Relative paths are relative to the folder of `storeroom.json`. */
export const manifestSchema = z.looseObject({
  version: z.literal(1),
  name: z.string().min(1).max(200),
  environment: z.enum(environments).default('development'),
  readOnly: z.boolean().default(false),
  storages: z.record(partId, z.looseObject({ kind: z.string(), path: z.string().optional() })).default({}),
  files: z.record(partId, z.looseObject({ root: z.string(), layout: z.string() })).default({}),
  redis: z.record(partId, z.looseObject({ url: z.string() })).default({}),
  models: z
    .record(
      z.string(),
      z.looseObject({
        caption: z.string().optional(),
        /** Column → file storage (Wefram: entity) its values name a file of. */
        files: z.record(z.string(), z.string()).optional(),
        /** Redis key patterns with `{column}` placeholders. */
        keys: z.array(z.string()).optional(),
      }),
    )
    .default({}),
});

/** `storeroom.json`, version 1. Unknown keys are kept when the file is written again; secrets never stand in it. */
export type Manifest = z.infer<typeof manifestSchema>;

export const partStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('connecting'), message: z.string() }),
  z.object({ kind: z.literal('ready'), version: z.string() }),
  z.object({ kind: z.literal('reconnecting'), message: z.string() }),
  z.object({
    kind: z.literal('failed'),
    message: z.string(),
    advice: z.string(),
    /** What the person can give to make it work. */
    needs: z.enum(['password']).nullable().optional(),
  }),
]);
/** Where a storage, a files root or a Redis stands now. */
export type PartState = z.infer<typeof partStateSchema>;

const partSchema = z.object({ id: z.string(), kind: z.string(), address: z.string(), state: partStateSchema });

export const projectSchema = z.object({
  id: z.string(),
  name: z.string(),
  environment: z.enum(environments),
  /** Why nothing can be written; `null` when writing is allowed. */
  readOnlyReason: z.string().nullable(),
  isDemo: z.boolean(),
  /** The folder or file it was opened from. */
  path: z.string(),
  storages: z.array(partSchema),
  files: z.array(partSchema),
  redis: z.array(partSchema),
});
export type Project = z.infer<typeof projectSchema>;
