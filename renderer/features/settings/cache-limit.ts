import { settingsSchema } from '../../../shared/contract/settings.ts';

export type CacheLimit =
  | { readonly kind: 'valid'; readonly megabytes: number }
  | { readonly kind: 'invalid'; readonly reason: string };

/** What was typed for the cache's size, in MB. */
export function parseCacheLimit(text: string): CacheLimit {
  const digits = text.trim().replace(/[\s,_]/g, '');
  if (!/^\d+$/.test(digits)) return { kind: 'invalid', reason: 'A whole number of megabytes' };
  const parsed = settingsSchema.shape.cacheLimitMb.safeParse(Number(digits));
  return parsed.success
    ? { kind: 'valid', megabytes: parsed.data }
    : { kind: 'invalid', reason: 'Between 16 and 100,000 MB' };
}
