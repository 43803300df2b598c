import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { projectSchema } from '../domain/project.ts';
import { procedure, projectRef } from './base.ts';

export const projects = {
  /** The projects this host has open, the last opened first. */
  list: procedure.output(z.array(z.object({ id: z.string(), name: z.string() }))),
  get: procedure.input(projectRef).output(projectSchema),
  /** The project now, and again each time the state of one of its parts changes. */
  watch: procedure.input(projectRef).output(eventIterator(projectSchema)),
  /** Connects a part again at once, without waiting for the next attempt. */
  start: procedure.input(projectRef.extend({ part: z.string() })).output(z.void()),
};
