import { z } from 'zod';
import { procedure, projectRef } from './base.ts';

export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  /** IANA name, `UTC`, or `local`. Changes how times are shown, never what is stored. */
  timeZone: z.string().max(100),
  /** Limit of the thumbnail cache, in MB. */
  cacheLimitMb: z.number().int().min(16).max(100_000),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = { theme: 'system', timeZone: 'UTC', cacheLimitMb: 1024 };

/** The window as it was left: kept per project. Column layouts are keyed by storage and model. */
export const workspaceSchema = z.strictObject({
  tabs: z.array(z.strictObject({ path: z.string().max(8192), isPreview: z.boolean() })).max(200),
  active: z.number().int().min(-1),
  sidebarWidth: z.number(),
  sidebarOpen: z.boolean(),
  detailsWidth: z.number(),
  detailsOpen: z.boolean(),
  /** Groups of the sidebar that are closed: `[storage, schema]` as JSON. Absent in windows of before. */
  closedGroups: z.array(z.string().max(500)).max(5000).optional(),
  columnWidths: z.record(z.string(), z.record(z.string(), z.number())),
});
export type Workspace = z.infer<typeof workspaceSchema>;

export const sessionSchema = z.object({
  /** Prefix of every byte address of this session: `/b/<capability>`. */
  bytes: z.string(),
  form: z.enum(['browser', 'desktop']),
  version: z.string(),
});
export type Session = z.infer<typeof sessionSchema>;

export const settings = {
  get: procedure.output(settingsSchema),
  apply: procedure.input(settingsSchema.partial()).output(settingsSchema),
  session: { get: procedure.output(sessionSchema) },
  workspace: {
    get: procedure.input(projectRef).output(workspaceSchema.nullable()),
    apply: procedure.input(projectRef.extend({ workspace: workspaceSchema })).output(z.void()),
  },
  cache: {
    /** Size of the thumbnail cache now. */
    get: procedure.output(z.object({ sizeBytes: z.number(), files: z.number() })),
    /** Empties it. */
    start: procedure.output(z.void()),
  },
};
