import { formatDuration } from '../../ui/index.ts';

/**
 * What is left of a time that was `ttlMs` when it was read at `readAt`, to the second.
 * @returns `null` for a key without expiry
 */
export function remainingTime(ttlMs: number | null, readAt: number, now = Date.now()): string | null {
  if (ttlMs === null) return null;
  const left = ttlMs - (now - readAt);
  if (left <= 0) return '0 s';
  return left < 1000 ? '1 s' : formatDuration(Math.max(1, Math.floor(left / 1000)) * 1000);
}
