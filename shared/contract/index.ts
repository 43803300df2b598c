import { changes } from './changes.ts';
import { files } from './files.ts';
import { jobs } from './jobs.ts';
import { models } from './models.ts';
import { projects } from './projects.ts';
import { redis } from './redis.ts';
import { rows } from './rows.ts';
import { settings } from './settings.ts';

/** Everything the renderer can ask of the host. Types on both sides derive from it. */
export const contract = { projects, models, rows, files, redis, jobs, changes, settings };
export type Contract = typeof contract;
