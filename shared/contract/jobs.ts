import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { procedure } from './base.ts';

export const jobSchema = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** What it does now, one phrase. */
  step: z.string(),
  done: z.number().nonnegative(),
  /** `null` while the amount is not known. */
  total: z.number().nonnegative().nullable(),
  canCancel: z.boolean(),
  message: z.string(),
});
export type Job = z.infer<typeof jobSchema>;

export const jobs = {
  list: procedure.output(z.array(jobSchema)),
  /** All jobs, at once and on each change; at most 10 events a second. */
  watch: procedure.output(eventIterator(z.array(jobSchema))),
  cancel: procedure.input(z.strictObject({ job: z.string() })).output(z.void()),
};
