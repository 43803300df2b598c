/** Times of one thing, in ms. */
export interface Sample {
  readonly median: number;
  readonly p95: number;
  readonly runs: number;
}

/** Two ways to the same thing, measured in turns so that whatever else the machine does strikes both. */
export interface Comparison {
  readonly ours: Sample;
  readonly reference: Sample;
  /** Median of ours by median of the reference. */
  readonly ratio: number;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function sampleOf(times: readonly number[]): Sample {
  return { median: median(times), p95: percentile(times, 0.95), runs: times.length };
}

/** How long it takes, in ms. */
export async function timed(work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

export interface Rivals {
  readonly rounds: number;
  /** Rounds at the beginning that do not count: caches fill, code is compiled. */
  readonly warmUp: number;
  /** @returns the time to count, in ms. */
  ours(round: number): Promise<number>;
  reference(round: number): Promise<number>;
}

/** Runs both in turns, in the order ABBA: a slow drift of the machine's speed then favours neither. */
export async function compare({ rounds, warmUp, ours, reference }: Rivals): Promise<Comparison> {
  const times = { ours: [] as number[], reference: [] as number[] };
  for (let round = -warmUp; round < rounds; round += 1) {
    const isFirst = round % 2 === 0;
    const first = await (isFirst ? ours : reference)(round + warmUp);
    const second = await (isFirst ? reference : ours)(round + warmUp);
    if (round < 0) continue;
    times.ours.push(isFirst ? first : second);
    times.reference.push(isFirst ? second : first);
  }
  const [oursSample, referenceSample] = [sampleOf(times.ours), sampleOf(times.reference)];
  return { ours: oursSample, reference: referenceSample, ratio: oursSample.median / referenceSample.median };
}
