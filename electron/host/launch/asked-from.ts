import { z } from 'zod';
import { isAddress } from '../projects/address-text.ts';

/** Where an address was typed, for what it leaves out: the running Storeroom may have been started elsewhere. */
export const askedFromSchema = z.strictObject({
  /** `PG*` variables, which may hold a password. */
  environment: z.record(z.string(), z.string()),
  /** Relative paths start here. */
  directory: z.string(),
});
export type AskedFrom = z.infer<typeof askedFromSchema>;

/** For a wish that is handed over; `undefined` for what leaves nothing out. */
export function askedFrom(
  target: string | null,
  environment: NodeJS.ProcessEnv = process.env,
  directory = process.cwd(),
): AskedFrom | undefined {
  if (target === null || !isAddress(target)) return undefined;
  const own = Object.entries(environment).flatMap(([name, value]) =>
    name.startsWith('PG') && value !== undefined ? [[name, value] as const] : [],
  );
  return { environment: Object.fromEntries(own), directory };
}
