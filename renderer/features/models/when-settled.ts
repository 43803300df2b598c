/** Nothing new came into sight for this long. */
const pauseMs = 60;
/** Who scrolls on and on sees pictures now and then all the same. */
const longestMs = 250;

const waiting = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;
let waitingSince = 0;

function flush(): void {
  timer = undefined;
  const ready = [...waiting];
  waiting.clear();
  for (const call of ready) call();
}

/**
 * Calls once scrolling pauses, together with all others that wait: rows that fly past ask for no pictures, and those that
 * stay are drawn in one step.
 * @returns a function that gives up waiting.
 */
export function whenSettled(call: () => void): () => void {
  const now = performance.now();
  if (waiting.size === 0) waitingSince = now;
  waiting.add(call);
  clearTimeout(timer);
  timer = setTimeout(flush, Math.max(0, Math.min(pauseMs, waitingSince + longestMs - now)));
  return () => waiting.delete(call);
}
