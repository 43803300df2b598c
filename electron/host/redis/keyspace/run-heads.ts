import { at, compareBytes, type NameRun } from './name-run.ts';

/**
 * The next name of each of several sorted runs, smallest name first. The runs stand in a sorted array: with the few
 * there are, inserting by bisection takes as few comparisons as a tournament tree and is simpler.
 */
export class RunHeads {
  readonly #runs: readonly NameRun[];
  /** The next index of each run; a run that is not entered is out of play. */
  readonly next: Uint32Array;
  /** Entered runs by their next name, greatest first: the smallest is at the end. */
  readonly #order: Uint16Array;
  #size = 0;

  constructor(runs: readonly NameRun[]) {
    this.#runs = runs;
    this.next = new Uint32Array(runs.length);
    this.#order = new Uint16Array(runs.length);
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** The run with the smallest next name; there must be one. */
  get smallest(): number {
    return this.#order[this.#size - 1] as number;
  }

  /** Takes the run with the smallest next name out of play. */
  leave(): number {
    return this.#order[--this.#size] as number;
  }

  /** Brings a run into play with its name at `index`. Of equal names the one entered first is smaller. */
  enter(run: number, index: number): void {
    this.next[run] = index;
    const order = this.#order;
    const { view, starts } = this.#runs[run] as NameRun;
    const start = at(starts, index);
    const end = at(starts, index + 1);
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = order[middle] as number;
      const held = this.#runs[other] as NameRun;
      const position = at(this.next, other);
      const heldStart = at(held.starts, position);
      if (compareBytes(view, start, end, held.view, heldStart, at(held.starts, position + 1)) >= 0) high = middle;
      else low = middle + 1;
    }
    for (let slot = this.#size++; slot > low; slot--) order[slot] = order[slot - 1] as number;
    order[low] = run;
  }
}
