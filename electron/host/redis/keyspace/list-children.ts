import { delimiter, Listing } from './listing.ts';
import { at, compareBytes, firstWhere, isPastPrefix, type NameRun, prefixSpan, viewOf } from './name-run.ts';
import { RunHeads } from './run-heads.ts';

const nodesPerStep = 256;

/**
 * What lies directly in the folder `prefix` (empty: the root; else with its closing delimiter). The names of one folder
 * stand side by side in a sorted run, so a folder with a million keys below costs one bisection, not a million steps.
 * A generator, like {@link mergeRuns}: it stops after every few hundred nodes.
 */
export function* listChildren(runs: readonly NameRun[], prefix: Uint8Array): Generator<void, Listing, undefined> {
  const listing = new Listing(runs, prefix.length);
  const heads = new RunHeads(runs);
  const ends = new Uint32Array(runs.length);
  runs.forEach((run, number) => {
    const span = prefixSpan(run, viewOf(prefix));
    ends[number] = span.to;
    if (span.from < span.to) heads.enter(number, span.from);
  });
  let sinceStop = 0;
  while (!heads.isEmpty) {
    const first = heads.leave();
    const index = at(heads.next, first);
    const { bytes, starts } = runs[first] as NameRun;
    const start = at(starts, index);
    const end = at(starts, index + 1);
    const segmentEnd = indexOfDelimiter(bytes, start + prefix.length, end);
    if (segmentEnd < 0) {
      listing.add(first, index, 1);
      if (index + 1 < at(ends, first)) heads.enter(first, index + 1);
    } else {
      const folder = viewOf(bytes.subarray(start, segmentEnd + 1));
      let keys = passFolder(runs, heads, ends, first, folder);
      while (!heads.isEmpty && startsWith(runs, heads, folder))
        keys += passFolder(runs, heads, ends, heads.leave(), folder);
      listing.add(first, index, keys);
    }
    if (++sinceStop === nodesPerStep) {
      sinceStop = 0;
      yield;
    }
  }
  return listing;
}

/** Moves a run past all names in `folder` and gives their number. */
function passFolder(
  runs: readonly NameRun[],
  heads: RunHeads,
  ends: Uint32Array,
  run: number,
  folder: DataView,
): number {
  const names = runs[run] as NameRun;
  const from = at(heads.next, run);
  const to = at(ends, run);
  const past = firstWhere(from + 1, to, (index) => isPastPrefix(names, index, folder));
  if (past < to) heads.enter(run, past);
  return past - from;
}

function startsWith(runs: readonly NameRun[], heads: RunHeads, folder: DataView): boolean {
  const run = heads.smallest;
  const { view, starts } = runs[run] as NameRun;
  const start = at(starts, at(heads.next, run));
  const end = Math.min(at(starts, at(heads.next, run) + 1), start + folder.byteLength);
  return compareBytes(view, start, end, folder, 0, folder.byteLength) === 0;
}

function indexOfDelimiter(bytes: Uint8Array, from: number, to: number): number {
  for (let offset = from; offset < to; offset++) if (bytes[offset] === delimiter) return offset;
  return -1;
}
