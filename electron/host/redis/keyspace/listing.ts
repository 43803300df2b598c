import type { KeyNode } from '../../../../shared/contract/redis.ts';
import { keyLabel } from '../../../../shared/domain/redis-name.ts';
import { at, type NameRun, nameAt } from './name-run.ts';

/** The byte that separates the segments of a key: `:`. */
export const delimiter = 0x3a;

/** Labels of longer names are cut; names may have megabytes. */
const labelBytes = 1000;

/**
 * Nodes in byte order, held as places in runs: ten bytes a node. What a node looks like is worked out when it is asked
 * for, and the runs never change, so a listing stays true to the moment it was made.
 */
export class Listing {
  readonly #runs: readonly NameRun[];
  readonly #prefixLength: number;
  /** `null` when there is one run only. */
  #runOf: Uint16Array | null;
  #first = new Uint32Array(64);
  #keys = new Uint32Array(64);
  #total = 0;

  /** @param prefixLength bytes of the folder's path; the segment of a node begins there. */
  constructor(runs: readonly NameRun[], prefixLength: number) {
    this.#runs = runs;
    this.#prefixLength = prefixLength;
    this.#runOf = runs.length > 1 ? new Uint16Array(64) : null;
  }

  get total(): number {
    return this.#total;
  }

  /** A node that begins with name `index` of `run` and holds `keys` keys. */
  add(run: number, index: number, keys: number): void {
    if (this.#total === this.#first.length) {
      this.#first = grown(this.#first, new Uint32Array(this.#total * 2));
      this.#keys = grown(this.#keys, new Uint32Array(this.#total * 2));
      if (this.#runOf) this.#runOf = grown(this.#runOf, new Uint16Array(this.#total * 2));
    }
    this.#first[this.#total] = index;
    this.#keys[this.#total] = keys;
    if (this.#runOf) this.#runOf[this.#total] = run;
    this.#total++;
  }

  /** Children of a folder: a name with a further delimiter stands for a folder, the others for themselves. */
  children(offset: number, limit: number): KeyNode[] {
    return this.#slice(offset, limit, (name, keys) => {
      const end = name.indexOf(delimiter, this.#prefixLength);
      const isFolder = end >= 0;
      const path = isFolder ? name.subarray(0, end + 1) : name;
      return {
        kind: isFolder ? 'folder' : 'key',
        path: encode(path),
        label: keyLabel(name.subarray(this.#prefixLength, isFolder ? end : name.length), labelBytes),
        keys,
      };
    });
  }

  /** The place of the first child whose path is not before `path`, in byte order; the number of children if all are. */
  placeOf(path: Uint8Array): number {
    let low = 0;
    let high = this.#total;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const name = this.#nameAt(middle);
      const end = name.indexOf(delimiter, this.#prefixLength);
      if (Buffer.compare(end < 0 ? name : name.subarray(0, end + 1), path) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Keys under their whole names. */
  names(offset: number, limit: number): KeyNode[] {
    return this.#slice(offset, limit, (name) => ({
      kind: 'key',
      path: encode(name),
      label: keyLabel(name, labelBytes),
      keys: 1,
    }));
  }

  #slice(offset: number, limit: number, node: (name: Uint8Array, keys: number) => KeyNode): KeyNode[] {
    const nodes: KeyNode[] = [];
    for (let place = offset; place < Math.min(offset + limit, this.#total); place++) {
      nodes.push(node(this.#nameAt(place), at(this.#keys, place)));
    }
    return nodes;
  }

  #nameAt(place: number): Uint8Array {
    return nameAt(this.#runs[this.#runOf?.[place] ?? 0] as NameRun, at(this.#first, place));
  }
}

function grown<Positions extends Uint16Array | Uint32Array>(from: Positions, to: Positions): Positions {
  to.set(from);
  return to;
}

function encode(name: Uint8Array): string {
  return Buffer.from(name.buffer, name.byteOffset, name.length).toString('base64url');
}
