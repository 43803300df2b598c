import { allocateNames, at, copyName, emptyRun, type NameRun } from './name-run.ts';

/** Bytes copied between two looks at the clock; a name counts a few more than it has. */
const bytesPerStep = 16_384;
const bytesForName = 32;

/**
 * One sorted run of all names in `runs`, each once. A generator: it stops after every few kilobytes, so that whoever
 * drives it decides how long it may keep the thread. The runs are not changed.
 */
export function* mergeRuns(runs: readonly NameRun[]): Generator<void, NameRun, undefined> {
  const filled = runs.filter((run) => run.count > 0);
  if (filled.length === 0) return emptyRun;
  const total = filled.reduce((sum, run) => sum + run.count, 0);
  const totalBytes = filled.reduce((sum, run) => sum + at(run.starts, run.count), 0);
  const { bytes, view } = allocateNames(totalBytes);
  const starts = new Uint32Array(total + 1);
  const tournament = new Tournament(filled);
  let count = 0;
  let end = 0;
  let sinceStop = 0;
  while (!tournament.isOver) {
    const { view: from, starts: fromStarts } = filled[tournament.winner] as NameRun;
    const index = at(tournament.next, tournament.winner);
    const start = at(fromStarts, index);
    const length = at(fromStarts, index + 1) - start;
    const isRepeated = count > 0 && tournament.winnerShares === length && end - at(starts, count - 1) === length;
    if (!isRepeated) {
      copyName(from, start, start + length, view, end);
      end += length;
      starts[++count] = end;
    }
    tournament.advance();
    sinceStop += length + bytesForName;
    if (sinceStop > bytesPerStep) {
      sinceStop = 0;
      yield;
    }
  }
  return { count, bytes: bytes.subarray(0, end), view, starts: starts.subarray(0, count + 1) };
}

/**
 * A tree of losers that remembers how many bytes each name shares with the one that beat it (Ng and Kakehi, "Merging
 * String Sequences by Longest Common Prefixes", 2008). Names of one keyspace share long prefixes; most matches are
 * decided by comparing two of these lengths, without looking at a byte.
 */
class Tournament {
  readonly #runs: readonly NameRun[];
  /** Next name of each run. */
  readonly next: Uint32Array;
  /** The run that lost at each inner node; node 1 is the root, and the leaf of run `r` is `size + r`. */
  readonly #losers: Int32Array;
  /** Bytes the loser shares with the winner of its match; -1 for a run that has no more names. */
  readonly #shared: Int32Array;
  readonly #size: number;
  winner = 0;
  /** Bytes the winner shares with the winner before it. */
  winnerShares = 0;

  constructor(runs: readonly NameRun[]) {
    this.#runs = runs;
    this.next = new Uint32Array(runs.length);
    this.#size = 2 ** Math.ceil(Math.log2(Math.max(2, runs.length)));
    this.#losers = new Int32Array(this.#size);
    this.#shared = new Int32Array(this.#size);
    const first = this.#play(1);
    this.winner = first.run;
    this.winnerShares = first.shared;
  }

  get isOver(): boolean {
    return this.winnerShares < 0;
  }

  /** Takes the winner's name out and finds the next winner. */
  advance(): void {
    const run = this.winner;
    const { view, starts, count } = this.#runs[run] as NameRun;
    const taken = at(this.next, run);
    this.next[run] = taken + 1;
    let candidate = run;
    let candidateShares =
      taken + 1 < count
        ? sharedBytes(
            view,
            at(starts, taken),
            at(starts, taken + 1),
            view,
            at(starts, taken + 1),
            at(starts, taken + 2),
            0,
          )
        : -1;
    const losers = this.#losers;
    const shared = this.#shared;
    // Everyone on this path lost to the name just taken, so all these lengths are relative to it.
    for (let node = (this.#size + run) >>> 1; node > 0; node >>>= 1) {
      const loserShares = shared[node] as number;
      if (candidateShares > loserShares) continue;
      const loser = losers[node] as number;
      if (candidateShares === loserShares) {
        if (candidateShares < 0) continue;
        const { isFirstSmaller, shares } = this.#match(candidate, loser, candidateShares);
        shared[node] = shares;
        if (isFirstSmaller) continue;
      } else shared[node] = candidateShares;
      losers[node] = candidate;
      candidate = loser;
      candidateShares = loserShares;
    }
    this.winner = candidate;
    this.winnerShares = candidateShares;
  }

  /** Plays all matches below a node and gives its winner. */
  #play(node: number): { run: number; shared: number } {
    if (node >= this.#size) {
      const run = node - this.#size;
      return { run, shared: run < this.#runs.length ? 0 : -1 };
    }
    const left = this.#play(node * 2);
    const right = this.#play(node * 2 + 1);
    const { isFirstSmaller, shares } =
      right.shared < 0
        ? { isFirstSmaller: true, shares: -1 }
        : left.shared < 0
          ? { isFirstSmaller: false, shares: -1 }
          : this.#match(left.run, right.run, 0);
    this.#losers[node] = isFirstSmaller ? right.run : left.run;
    this.#shared[node] = shares;
    return isFirstSmaller ? left : right;
  }

  /** Compares the next names of two runs, which share their first `from` bytes. */
  #match(first: number, second: number, from: number): { isFirstSmaller: boolean; shares: number } {
    const a = this.#runs[first] as NameRun;
    const b = this.#runs[second] as NameRun;
    const aStart = at(a.starts, at(this.next, first));
    const aEnd = at(a.starts, at(this.next, first) + 1);
    const bStart = at(b.starts, at(this.next, second));
    const bEnd = at(b.starts, at(this.next, second) + 1);
    const shares = sharedBytes(a.view, aStart, aEnd, b.view, bStart, bEnd, from);
    const isFirstSmaller =
      aStart + shares === aEnd ||
      (bStart + shares < bEnd && a.view.getUint8(aStart + shares) < b.view.getUint8(bStart + shares));
    return { isFirstSmaller, shares };
  }
}

/** How many bytes two names have in common at their beginning, when the first `from` are known to be the same. */
function sharedBytes(
  a: DataView,
  aStart: number,
  aEnd: number,
  b: DataView,
  bStart: number,
  bEnd: number,
  from: number,
): number {
  const most = Math.min(aEnd - aStart, bEnd - bStart);
  for (let offset = from; offset < most; offset += 4) {
    // Reads up to three bytes beyond a name: there is room behind the last one, and the result is capped.
    const difference = a.getUint32(aStart + offset) ^ b.getUint32(bStart + offset);
    if (difference !== 0) return Math.min(most, offset + (Math.clz32(difference) >>> 3));
  }
  return most;
}
