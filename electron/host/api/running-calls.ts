const running = new Map<number, string>();
let nextCall = 0;
/** Calls that ended within the second in which a stall is looked for; a blocking call has ended by then. */
let endedLately: { readonly name: string; readonly atMs: number }[] = [];
const rememberedMs = 1000;

/** Notes that a call runs. @returns a function that notes its end and gives the time it took, in ms. */
export function beginCall(name: string): () => number {
  const id = nextCall++;
  const startedMs = performance.now();
  running.set(id, name);
  return () => {
    running.delete(id);
    const atMs = performance.now();
    endedLately = endedLately.filter((call) => atMs - call.atMs < rememberedMs);
    endedLately.push({ name, atMs });
    return atMs - startedMs;
  };
}

/** Names of the calls that run now or ran a moment ago, each once. */
export function recentCalls(): readonly string[] {
  const nowMs = performance.now();
  const lately = endedLately.filter((call) => nowMs - call.atMs < rememberedMs).map(({ name }) => name);
  return [...new Set([...running.values(), ...lately])];
}
