import { z } from 'zod';

/** What of the journal's screen stands in the address. A text may look like a number; the address then holds one. */
export const changesSearchSchema = z.object({
  text: z.union([z.string(), z.number()]).transform(String).optional().catch(undefined),
  /** Storage and model. */
  model: z.tuple([z.string(), z.string()]).optional().catch(undefined),
  /** The entry whose rows are shown. */
  entry: z.union([z.string(), z.number()]).transform(String).optional().catch(undefined),
});
export type ChangesSearch = z.infer<typeof changesSearchSchema>;
