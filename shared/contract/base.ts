import { oc } from '@orpc/contract';
import { z } from 'zod';
import { appErrorCodes, appErrorDetail } from '../domain/app-error.ts';

type ErrorMap = { readonly [Code in (typeof appErrorCodes)[number]]: { readonly data: typeof appErrorDetail } };

// The map is total over the closed list, which Object.fromEntries cannot express.
const errors = Object.fromEntries(appErrorCodes.map((code) => [code, { data: appErrorDetail }])) as ErrorMap;

/** Every procedure starts here and so shares the closed list of errors. */
export const procedure = oc.errors(errors);

export const projectRef = z.strictObject({ project: z.string() });
export const storageRef = projectRef.extend({ storage: z.string() });
export const modelRef = storageRef.extend({ model: z.string() });
export const redisRef = projectRef.extend({ connection: z.string(), db: z.number().int().min(0).max(65535) });

/** Offsets and limits of pages that are addressed by number. */
export const span = { offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(1000) };
