import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { cellSchema } from '../domain/cell.ts';
import { partStateSchema } from '../domain/project.ts';
import { procedure, projectRef, redisRef, span } from './base.ts';

/** The bytes of a key name as base64url without padding; the empty name is the empty text. */
export const keyNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]*$/)
  .max(1_000_000);

const keyRef = redisRef.extend({ key: keyNameSchema });

export const redisTypes = ['string', 'hash', 'list', 'set', 'zset', 'stream', 'none', 'other'] as const;

export const redisConnectionSchema = z.object({
  id: z.string(),
  address: z.string(),
  state: partStateSchema,
  /** Databases that hold keys, and database 0. */
  databases: z.array(z.object({ db: z.number().int(), keys: z.number().int() })),
});
export type RedisConnection = z.infer<typeof redisConnectionSchema>;

export const scanProgressSchema = z.object({
  state: z.enum(['scanning', 'paused', 'complete', 'failed']),
  /** Distinct keys found so far. */
  found: z.number().int().nonnegative(),
  /** What the server says it holds (`DBSIZE`). */
  total: z.number().int().nonnegative(),
  /** Grows whenever nodes that were already given out may have changed. */
  generation: z.number().int().nonnegative(),
  tookMs: z.number().nonnegative(),
  /** Why it failed; empty otherwise. */
  message: z.string(),
});
export type ScanProgress = z.infer<typeof scanProgressSchema>;

/** A folder groups keys that share a segment; a key with the same name as a folder is a node of its own. */
export const keyNodeSchema = z.object({
  kind: z.enum(['folder', 'key']),
  /** The bytes up to and with this segment (folders: with the closing delimiter), base64url. */
  path: keyNameSchema,
  /** The segment for the eye: control and invalid bytes as `\xNN`. */
  label: z.string(),
  /** Keys below a folder; 1 for a key. Exact once the scan is complete. */
  keys: z.number().int().nonnegative(),
});
export type KeyNode = z.infer<typeof keyNodeSchema>;

export const keySummarySchema = z.object({
  key: keyNameSchema,
  type: z.enum(redisTypes),
  /** The server's own word for the type. */
  typeName: z.string(),
  /** Remaining time in ms; `null` for a key without expiry. */
  ttlMs: z.number().nullable(),
});
export type KeySummary = z.infer<typeof keySummarySchema>;

export const keyDetailsSchema = keySummarySchema.extend({
  label: z.string(),
  encoding: z.string(),
  /** Bytes of a string, else elements. */
  length: z.number().int().nonnegative(),
  /** `MEMORY USAGE` with default samples; `null` where the server does not allow it. */
  memoryBytes: z.number().nullable(),
});
export type KeyDetails = z.infer<typeof keyDetailsSchema>;

/** One element: hash `[field, value]`, list `[value]`, set `[member]`, zset `[member, score]`, stream `[id, field, value, …]`. */
const element = z.array(cellSchema);

export const valuePageSchema = z.object({
  type: z.enum(redisTypes),
  /** A string comes as one window: whole UTF-8 text, or bytes. Types of modules have no elements. */
  elements: z.array(element),
  /** Names each element for `values.get`. Opaque text, one for each element. */
  at: z.array(z.string()),
  /** Continues the walk; `null` at the end. Opaque text (SCAN cursors are 64-bit). */
  next: z.string().nullable(),
  /** Position of the first element where the type has positions (list, zset, string bytes), else `null`. */
  offset: z.number().int().nonnegative().nullable(),
});
export type ValuePage = z.infer<typeof valuePageSchema>;

export const redis = {
  list: procedure.input(projectRef).output(z.array(redisConnectionSchema)),
  /** Sweeps the keyspace, or joins the sweep that runs, pauses or ended; at most 10 events a second. */
  watch: procedure.input(redisRef).output(eventIterator(scanProgressSchema)),
  /**
   * Sweeps again from the beginning; the tree known so far stays until the new one is complete. With `resume` it goes on
   * with a paused sweep instead.
   */
  start: procedure.input(redisRef.extend({ resume: z.boolean().default(false) })).output(z.void()),
  /** Pauses the sweep. */
  cancel: procedure.input(redisRef).output(z.void()),
  /** Children of a folder (`path` empty: the root), folders and keys together, in byte order. */
  page: procedure
    .input(
      redisRef.extend({
        path: keyNameSchema,
        ...span,
        /** Instead of at `offset`, the page lies around this path, or around where it would stand. */
        around: keyNameSchema.optional(),
      }),
    )
    .output(
      z.object({
        total: z.number().int(),
        isComplete: z.boolean(),
        generation: z.number().int(),
        /** Place of the first node. */
        offset: z.number().int().nonnegative(),
        /** Place of `around`: of the first node that is not before it. */
        found: z.number().int().nonnegative(),
        nodes: z.array(keyNodeSchema),
      }),
    ),
  get: procedure.input(keyRef).output(keyDetailsSchema),
  keys: {
    /** Type and expiry of the keys that are visible now. */
    list: procedure.input(redisRef.extend({ keys: z.array(keyNameSchema).max(200) })).output(z.array(keySummarySchema)),
    /** Keys found so far whose name contains `match` (ASCII case ignored). */
    page: procedure
      .input(redisRef.extend({ match: z.string().max(500), ...span }))
      .output(z.object({ total: z.number().int(), isComplete: z.boolean(), nodes: z.array(keyNodeSchema) })),
  },
  values: {
    page: procedure
      .input(
        keyRef.extend({
          /** From the page before; `null` for the first page. */
          next: z.string().nullable(),
          /** For types with positions: start here instead of at `next`. A string's window is then bytes. */
          offset: z.number().int().nonnegative().nullable(),
          limit: z.number().int().min(1).max(1000),
        }),
      )
      .output(valuePageSchema),
    /** One value whole, up to 8 MB (else it comes cut); `at` is from the page, `column` counts within the element. */
    get: procedure
      .input(keyRef.extend({ at: z.string(), column: z.number().int().nonnegative() }))
      .output(z.object({ cell: cellSchema })),
  },
};
