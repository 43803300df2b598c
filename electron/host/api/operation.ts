import type { Operation } from '../storage/connector.ts';

/** A call's signal for the store; a call made inside the host may have none. */
export function operation(signal: AbortSignal | undefined, timeoutMs?: number): Operation {
  return { signal: signal ?? new AbortController().signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
}
