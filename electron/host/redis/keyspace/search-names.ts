import { Listing } from './listing.ts';
import { at, type NameRun } from './name-run.ts';
import { RunHeads } from './run-heads.ts';

const namesPerStep = 256;
/** Bytes looked through between two looks at the clock; a name counts a few more than it has. */
const bytesPerStep = 16_384;
const bytesForName = 8;

/** Lower case for ASCII letters, every other byte as it is. */
const folded = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

/**
 * All names that contain `part`, ignoring the case of ASCII letters, in byte order. A generator, like
 * {@link mergeRuns}: it stops after every few kilobytes.
 */
export function* searchNames(runs: readonly NameRun[], part: Uint8Array): Generator<void, Listing, undefined> {
  const wanted = part.map((byte) => folded[byte] as number);
  const listing = new Listing(runs, 0);
  const found: Uint32Array[] = [];
  for (const run of runs) found.push(yield* searchRun(run, wanted));
  const heads = new RunHeads(runs);
  const passed = new Uint32Array(runs.length);
  const enterNext = (run: number) => {
    const position = at(passed, run);
    passed[run] = position + 1;
    const hit = found[run]?.[position];
    if (hit !== undefined) heads.enter(run, hit);
  };
  for (let run = 0; run < runs.length; run++) enterNext(run);
  let sinceStop = 0;
  while (!heads.isEmpty) {
    const run = heads.leave();
    listing.add(run, at(heads.next, run), 1);
    enterNext(run);
    if (++sinceStop === namesPerStep) {
      sinceStop = 0;
      yield;
    }
  }
  return listing;
}

function* searchRun(run: NameRun, wanted: Uint8Array): Generator<void, Uint32Array, undefined> {
  let hits = new Uint32Array(64);
  let count = 0;
  let sinceStop = 0;
  for (let index = 0; index < run.count; index++) {
    const start = at(run.starts, index);
    const end = at(run.starts, index + 1);
    if (contains(run.bytes, start, end, wanted)) {
      if (count === hits.length) {
        const grown = new Uint32Array(count * 2);
        grown.set(hits);
        hits = grown;
      }
      hits[count++] = index;
    }
    sinceStop += end - start + bytesForName;
    if (sinceStop > bytesPerStep) {
      sinceStop = 0;
      yield;
    }
  }
  return hits.subarray(0, count);
}

function contains(bytes: Uint8Array, start: number, end: number, wanted: Uint8Array): boolean {
  if (wanted.length === 0) return true;
  const first = wanted[0];
  const last = end - wanted.length;
  for (let from = start; from <= last; from++) {
    if (folded[bytes[from] as number] !== first) continue;
    let offset = 1;
    while (offset < wanted.length && folded[bytes[from + offset] as number] === wanted[offset]) offset++;
    if (offset === wanted.length) return true;
  }
  return false;
}
