import { z } from 'zod';

/** A reference may look like a number; the address then holds one. */
export const logSearchSchema = z.object({
  reference: z.union([z.string(), z.number()]).transform(String).optional().catch(undefined),
});
