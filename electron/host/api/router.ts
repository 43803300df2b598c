import type { AnyContractRouter, ContractProcedure } from '@orpc/contract';
import type { Procedure } from '@orpc/server';
import type { Contract } from '../../../shared/contract/index.ts';
import { changes } from './changes.ts';
import { api, type HostContext } from './context.ts';
import { files } from './files.ts';
import { jobs } from './jobs.ts';
import { logSlowCalls, mapErrors, waitForProjects } from './middleware.ts';
import { models } from './models.ts';
import { projects } from './projects.ts';
import { redis } from './redis.ts';
import { rows } from './rows.ts';
import { settings } from './settings.ts';

/** A part of the contract with a handler behind each of its calls. Written out: inferred it is too long to be emitted. */
type Implemented<Part extends AnyContractRouter> =
  Part extends ContractProcedure<infer Input, infer Output, infer Errors, infer Meta>
    ? Procedure<HostContext, HostContext, Input, Output, Errors, Meta>
    : { readonly [Name in keyof Part]: Part[Name] extends AnyContractRouter ? Implemented<Part[Name]> : never };

export type HostRouter = Implemented<Contract>;

/** What implements the contract, group by group. */
export const groups: HostRouter = { projects, models, rows, files, redis, jobs, changes, settings };

/** Puts the groups together; errors are mapped here, once, for all of them. */
export function assembleRouter(parts: HostRouter): HostRouter {
  return api.use(mapErrors).use(waitForProjects).use(logSlowCalls).router(parts);
}

/** Every call of the contract. */
export const router = assembleRouter(groups);
