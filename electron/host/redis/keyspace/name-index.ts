import { FingerprintSet } from './fingerprint-set.ts';
import { inSlices } from './in-slices.ts';
import { mergeRuns } from './merge-runs.ts';
import { NameCollector } from './name-collector.ts';
import type { NameRun } from './name-run.ts';

/** A run is sorted in one piece. */
const namesPerRun = 32_768;
const bytesPerRun = 4 << 20;

/** This many runs of one level become one run of the next, so a lookup never has to look into many. */
const runsPerLevel = 64;

function isFull(collector: NameCollector): boolean {
  return collector.count >= namesPerRun || collector.sizeBytes >= bytesPerRun;
}

interface LeveledRun {
  readonly level: number;
  readonly run: NameRun;
}

interface Merge {
  readonly sources: readonly LeveledRun[];
  readonly work: Generator<void, NameRun, undefined>;
}

/**
 * The names found so far, readable at any time: a log-structured merge of sorted runs. `SCAN` may give a name again, so
 * a name that may be known already is set aside; it joins at the end, where repetitions are dropped by comparing names.
 * Until then every count is a true lower bound.
 */
export class NameIndex {
  readonly #incoming = new NameCollector();
  #seen: FingerprintSet | null = new FingerprintSet();
  readonly #suspects = new NameCollector();
  #suspectRuns: NameRun[] = [];
  #runs: LeveledRun[] = [];
  #merge: Merge | null = null;
  #found = 0;

  /** Distinct names: exact after {@link finish}, before that at least so many. */
  get found(): number {
    return this.#found;
  }

  /** Sorted runs that hold every name published so far, no name twice. */
  get runs(): readonly NameRun[] {
    return this.#runs.map((leveled) => leveled.run);
  }

  /** Names that are found but not in {@link runs} yet. */
  get unpublished(): number {
    return this.#incoming.count;
  }

  /** Copies the name `bytes[start … end)`. */
  add(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    if (!this.#seen) throw new Error('The index is finished');
    if (this.#seen.add(this.#incoming.push(bytes, view, start, end))) this.#found++;
    else this.#incoming.moveLastTo(this.#suspects);
  }

  /** Makes the names gathered since the last time readable: sorts them, about 4 ms for a full run. */
  publish(): void {
    if (this.#incoming.count === 0) return;
    this.#runs.push({ level: 0, run: this.#incoming.drain() });
  }

  /** Sorts what is enough for a run, then merges runs until `until` (a `performance.now()`) has passed or there is nothing to merge. */
  work(until: number): void {
    if (isFull(this.#incoming)) this.publish();
    if (isFull(this.#suspects)) this.#suspectRuns.push(this.#suspects.drain());
    for (;;) {
      this.#merge ??= this.#nextMerge();
      if (!this.#merge) return;
      const step = this.#merge.work.next();
      if (step.done) {
        this.#replace(this.#merge.sources, step.value);
        this.#merge = null;
      }
      if (performance.now() >= until) return;
    }
  }

  /** Brings everything into one run of all names, each once. Names can't be added afterwards. */
  async finish(): Promise<NameRun> {
    this.#seen = null;
    // A half-done merge is dropped: the last one reads its sources anyway.
    this.#merge = null;
    this.publish();
    const sources = this.#runs;
    const suspects = [...this.#suspectRuns, this.#suspects.drain()];
    this.#suspectRuns = [];
    const run = await inSlices(mergeRuns([...sources.map((leveled) => leveled.run), ...suspects]));
    this.#replace(sources, run);
    this.#found = run.count;
    return run;
  }

  #nextMerge(): Merge | null {
    const levels = Map.groupBy(this.#runs, (leveled) => leveled.level);
    for (const sources of levels.values()) {
      if (sources.length >= runsPerLevel) return { sources, work: mergeRuns(sources.map((leveled) => leveled.run)) };
    }
    return null;
  }

  #replace(sources: readonly LeveledRun[], run: NameRun): void {
    const gone = new Set(sources);
    const level = Math.max(0, ...sources.map((leveled) => leveled.level)) + 1;
    this.#runs = [...this.#runs.filter((leveled) => !gone.has(leveled)), { level, run }];
  }
}
