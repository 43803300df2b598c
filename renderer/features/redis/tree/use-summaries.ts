import { useEffect, useRef, useState } from 'react';
import type { KeySummary } from '../../../../shared/contract/redis.ts';
import { useClient } from '../../../host/index.ts';
import type { DatabaseRef } from '../keys-view.ts';

/** Scrolling past keys does not ask for them. */
const settleMs = 60;
const mostAsked = 200;
const mostKept = 5000;

/** A summary and when it was read, so that the remaining time can go on. */
export interface HeldSummary {
  readonly summary: KeySummary;
  readonly readAt: number;
}

/**
 * Type and expiry of the keys in sight, in one call for all of them.
 * @param keys base64url names in sight
 * @param reading another value reads all again
 */
export function useSummaries(
  { project, connection, db }: DatabaseRef,
  keys: readonly string[],
  reading: unknown,
): ReadonlyMap<string, HeldSummary> {
  const client = useClient();
  const [held, setHeld] = useState<ReadonlyMap<string, HeldSummary>>(new Map());
  const known = useRef({ held, reading });
  useEffect(() => {
    known.current.held = held;
  }, [held]);

  const wanted = keys.join(' ');
  useEffect(() => {
    const isAnew = known.current.reading !== reading;
    const names = wanted === '' ? [] : wanted.split(' ');
    const missing = names.filter((key) => isAnew || !known.current.held.has(key)).slice(0, mostAsked);
    if (missing.length === 0) return;
    const abort = new AbortController();
    const timer = window.setTimeout(() => {
      const asked = { project, connection, db, keys: missing };
      client.redis.keys.list(asked, { signal: abort.signal }).then(
        (summaries) => {
          const readAt = Date.now();
          known.current.reading = reading;
          setHeld((before) => {
            const next = new Map(isAnew || before.size > mostKept ? [] : before);
            for (const summary of summaries) next.set(summary.key, { summary, readAt });
            return next;
          });
        },
        () => {
          // The tree shows the same failure; the keys stand there without their types.
        },
      );
    }, settleMs);
    return () => {
      window.clearTimeout(timer);
      abort.abort();
    };
  }, [client, project, connection, db, wanted, reading]);
  return held;
}
