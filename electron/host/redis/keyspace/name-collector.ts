import { allocateNames, copyName, type NameRun } from './name-run.ts';
import { sortNames } from './sort-names.ts';

const firstCapacity = 1 << 16;

/** Gathers names in the order they come and makes a sorted run of them. Its memory is used again for the next run. */
export class NameCollector {
  #names = allocateNames(firstCapacity);
  #starts = new Uint32Array(1 << 10);
  #count = 0;
  #end = 0;

  get count(): number {
    return this.#count;
  }

  get sizeBytes(): number {
    return this.#end;
  }

  /** Copies the name `bytes[start … end)` and gives a 32-bit fingerprint of it. */
  push(bytes: Uint8Array, from: DataView, start: number, end: number): number {
    const begin = this.#end;
    this.#end += end - start;
    this.#reserve();
    const { view } = this.#names;
    // Copying by words reads up to three bytes beyond the name.
    if (end + 3 <= from.byteLength) copyName(from, start, end, view, begin);
    else this.#names.bytes.set(bytes.subarray(start, end), begin);
    this.#starts[++this.#count] = this.#end;
    return fingerprint(view, begin, this.#end);
  }

  /** Takes back the name pushed last and gives it to `other`. */
  moveLastTo(other: NameCollector): void {
    const end = this.#end;
    this.#count--;
    this.#end = this.#starts[this.#count] as number;
    other.push(this.#names.bytes, this.#names.view, this.#end, end);
  }

  /** Everything gathered, sorted; a name that was pushed twice is there twice. The collector is empty afterwards. */
  drain(): NameRun {
    const count = this.#count;
    const from = this.#starts;
    const order = sortNames({ view: this.#names.view, starts: from }, count);
    const { bytes, view } = allocateNames(this.#end);
    const starts = new Uint32Array(count + 1);
    let end = 0;
    for (let index = 0; index < count; index++) {
      const name = order[index] as number;
      const nameStart = from[name] as number;
      const nameEnd = from[name + 1] as number;
      copyName(this.#names.view, nameStart, nameEnd, view, end);
      end += nameEnd - nameStart;
      starts[index + 1] = end;
    }
    this.#count = 0;
    this.#end = 0;
    return { count, bytes, view, starts };
  }

  #reserve(): void {
    if (this.#end > this.#names.bytes.length) {
      const grown = allocateNames(Math.max(this.#end, this.#names.bytes.length * 2));
      grown.bytes.set(this.#names.bytes);
      this.#names = grown;
    }
    if (this.#count + 2 > this.#starts.length) {
      const grown = new Uint32Array(this.#starts.length * 2);
      grown.set(this.#starts);
      this.#starts = grown;
    }
  }
}

/** Four bytes a step, then murmur3's finalizer: the highest bits choose a table, the lowest a slot in it. */
function fingerprint(view: DataView, start: number, end: number): number {
  let hash = end - start;
  let offset = start;
  for (; offset + 4 <= end; offset += 4) {
    hash = Math.imul(hash ^ view.getUint32(offset), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; offset < end; offset++) hash = Math.imul(hash ^ view.getUint8(offset), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
