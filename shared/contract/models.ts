import { z } from 'zod';
import { countSchema, modelSchema, modelSummarySchema } from '../domain/catalog.ts';
import { modelRef, procedure, storageRef } from './base.ts';

export const models = {
  list: procedure.input(storageRef).output(z.array(modelSummarySchema)),
  describe: procedure.input(modelRef).output(modelSchema),
  /**
   * Row counts for the sidebar, in the order asked for, within `budgetMs` for all of them;
   * `null` for a model there was no time for.
   */
  count: procedure
    .input(storageRef.extend({ models: z.array(z.string()).max(500), budgetMs: z.number().int().min(1).max(10_000) }))
    .output(z.array(countSchema.nullable())),
  /** Reads the catalogue again, as after a change from outside. */
  start: procedure.input(storageRef).output(z.void()),
};
