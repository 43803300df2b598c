import type { Listing } from './listing.ts';

interface Held {
  readonly listing: Listing;
  /** The complete sweep it was made from; `null` while names still come in. */
  readonly source: object | null;
  readonly generation: number;
  /** Until then it is good enough although new names have come in (a `performance.now()`). */
  readonly freshUntil: number;
}

/** Nodes of all held listings together: 20 MB. */
const mostNodes = 2_000_000;
/** While names come in, making listings takes at most one part in so many of the time. */
const restFactor = 4;

/** Listings that were asked for lately: a page of a list and the page after it come from the same one. */
export class ListingCache {
  readonly #held = new Map<string, Held>();
  /** The same question asked twice at once is answered once. */
  readonly #making = new Map<string, Promise<Listing>>();
  #nodes = 0;

  /** The held listing when it is still true, or was expensive a moment ago; else a new one. */
  async get(
    question: string,
    source: object | null,
    generation: number,
    make: () => Promise<Listing>,
  ): Promise<Listing> {
    const held = this.#held.get(question);
    if (
      held &&
      held.source === source &&
      (held.generation === generation || (source === null && performance.now() < held.freshUntil))
    ) {
      // Moves it to the end: the first of the map is the one that was not asked for the longest.
      this.#held.delete(question);
      this.#held.set(question, held);
      return held.listing;
    }
    const makingKey = `${generation} ${question}`;
    const running = this.#making.get(makingKey);
    if (running) {
      // Whoever began it may have lost interest and ended it; then it is made again.
      const listing = await running.catch(() => null);
      if (listing) return listing;
    }
    const startedAt = performance.now();
    const making = make();
    this.#making.set(makingKey, making);
    try {
      const listing = await making;
      const now = performance.now();
      this.#keep(question, { listing, source, generation, freshUntil: now + (now - startedAt) * restFactor });
      return listing;
    } finally {
      if (this.#making.get(makingKey) === making) this.#making.delete(makingKey);
    }
  }

  clear(): void {
    this.#held.clear();
    this.#nodes = 0;
  }

  #keep(question: string, held: Held): void {
    this.#drop(question);
    this.#held.set(question, held);
    this.#nodes += held.listing.total;
    for (const oldest of this.#held.keys()) {
      if (this.#nodes <= mostNodes || oldest === question) break;
      this.#drop(oldest);
    }
  }

  #drop(question: string): void {
    const held = this.#held.get(question);
    if (!held) return;
    this.#held.delete(question);
    this.#nodes -= held.listing.total;
  }
}
