import { api } from './context.ts';
import { files } from './files.ts';
import { jobs } from './jobs.ts';
import { logSlowCalls, mapErrors, waitForProjects } from './middleware.ts';
import { models } from './models.ts';
import { projects } from './projects.ts';
import { redis } from './redis.ts';
import { rows } from './rows.ts';
import { settings } from './settings.ts';

/** What implements the contract, group by group. */
export const groups = { projects, models, rows, files, redis, jobs, settings };

/** Puts the groups together; errors are mapped here, once, for all of them. */
export function assembleRouter(parts: typeof groups) {
  return api.use(mapErrors).use(waitForProjects).use(logSlowCalls).router(parts);
}

/** Every call of the contract. */
export const router = assembleRouter(groups);
export type HostRouter = typeof router;
