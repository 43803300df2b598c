const shardCount = 256;

/**
 * Which names were seen, by a 32-bit fingerprint: 6 to 12 bytes a name, and only while a sweep runs. Two names can share
 * a fingerprint, so "new" is always true and "seen" is only likely.
 *
 * Many small tables instead of one: growing a table of ten million entries at once would stop everything else for
 * a third of a second.
 */
export class FingerprintSet {
  readonly #shards = Array.from({ length: shardCount }, () => new Shard());

  /** @returns false when the fingerprint was there already. */
  add(fingerprint: number): boolean {
    // The highest byte chooses one of exactly as many shards.
    return (this.#shards[fingerprint >>> 24] as Shard).add(fingerprint);
  }
}

/** Open addressing with linear probing, at most seven tenths full. */
class Shard {
  #slots = new Uint32Array(32);
  #size = 0;
  /** Zero marks a free slot, so the fingerprint zero is kept beside the table. */
  #hasZero = false;

  add(fingerprint: number): boolean {
    if (fingerprint === 0) {
      const isNew = !this.#hasZero;
      this.#hasZero = true;
      return isNew;
    }
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = fingerprint & mask;
    for (;;) {
      // The mask keeps the slot inside the table.
      const held = slots[slot] as number;
      if (held === fingerprint) return false;
      if (held === 0) break;
      slot = (slot + 1) & mask;
    }
    slots[slot] = fingerprint;
    if (++this.#size * 10 > slots.length * 7) this.#grow();
    return true;
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (const fingerprint of this.#slots) {
      if (fingerprint === 0) continue;
      let slot = fingerprint & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = fingerprint;
    }
    this.#slots = slots;
  }
}
