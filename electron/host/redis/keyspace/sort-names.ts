import { compareBytes, type NameRun } from './name-run.ts';

/** Names to be sorted: name `i` is `bytes[starts[i] … starts[i + 1])`. */
type Names = Pick<NameRun, 'view' | 'starts'>;

/** Below this many names, comparing them directly is cheaper than partitioning. */
const smallGroup = 12;

const keyBytes = 6;

/**
 * The byte order of the first `count` names, as their indexes. Equal names stay beside each other.
 *
 * Multikey quicksort (Bentley and Sedgewick 1997) over six bytes at a time: each step partitions by a number made of
 * the six bytes at the current depth and, in its lowest three bits, how many of them exist, so that a name sorts before
 * the names it is a prefix of, whatever bytes follow. These 51 bits are exact in a double. An explicit stack: key names may be megabytes long and all alike.
 */
export function sortNames(names: Names, count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let index = 0; index < count; index++) order[index] = index;
  const keys = new Float64Array(count);
  const stack: number[] = [0, count, 0];
  while (stack.length > 0) {
    // Three numbers are pushed at a time.
    const depth = stack.pop() as number;
    const to = stack.pop() as number;
    const from = stack.pop() as number;
    if (to - from <= smallGroup) {
      insertionSort(names, order, from, to, depth);
      continue;
    }
    loadKeys(names, order, keys, from, to, depth);
    partition(order, keys, from, to, depth, stack);
  }
  return order;
}

function loadKeys(names: Names, order: Uint32Array, keys: Float64Array, from: number, to: number, depth: number): void {
  const { view, starts } = names;
  for (let index = from; index < to; index++) {
    const name = order[index] as number;
    const start = (starts[name] as number) + depth;
    const left = (starts[name + 1] as number) - start;
    if (left >= keyBytes) keys[index] = (view.getUint32(start) * 0x1_0000 + view.getUint16(start + 4)) * 8 + keyBytes;
    else {
      let key = 0;
      for (let offset = 0; offset < keyBytes; offset++)
        key = key * 0x100 + (offset < left ? view.getUint8(start + offset) : 0);
      keys[index] = key * 8 + left;
    }
  }
}

/** Splits into smaller, equal and greater; pushes what still has to be sorted. The keys move with the order. */
function partition(
  order: Uint32Array,
  keys: Float64Array,
  from: number,
  to: number,
  depth: number,
  stack: number[],
): void {
  const pending: number[] = [from, to];
  while (pending.length > 0) {
    // Two numbers are pushed at a time.
    const high = pending.pop() as number;
    const low = pending.pop() as number;
    if (high - low <= smallGroup) {
      sortByKey(order, keys, low, high);
      pushEqual(keys, low, high, depth, stack);
      continue;
    }
    const pivot = medianOfThree(keys[low] as number, keys[(low + high) >>> 1] as number, keys[high - 1] as number);
    let less = low;
    let greater = high;
    let index = low;
    while (index < greater) {
      const key = keys[index] as number;
      if (key < pivot) swap(order, keys, index++, less++);
      else if (key > pivot) swap(order, keys, index, --greater);
      else index++;
    }
    // Fewer bytes in the pivot: these names have ended and are the same.
    if (greater - less > 1 && pivot % 8 === keyBytes) stack.push(less, greater, depth + keyBytes);
    pending.push(low, less, greater, high);
  }
}

function swap(order: Uint32Array, keys: Float64Array, a: number, b: number): void {
  const name = order[a] as number;
  order[a] = order[b] as number;
  order[b] = name;
  const key = keys[a] as number;
  keys[a] = keys[b] as number;
  keys[b] = key;
}

function sortByKey(order: Uint32Array, keys: Float64Array, from: number, to: number): void {
  for (let index = from + 1; index < to; index++) {
    const key = keys[index] as number;
    const name = order[index] as number;
    let place = index;
    while (place > from && (keys[place - 1] as number) > key) {
      keys[place] = keys[place - 1] as number;
      order[place] = order[place - 1] as number;
      place--;
    }
    keys[place] = key;
    order[place] = name;
  }
}

/** Names with one key go on six bytes deeper, unless they ended within it: then they are the same. */
function pushEqual(keys: Float64Array, from: number, to: number, depth: number, stack: number[]): void {
  let start = from;
  for (let index = from + 1; index <= to; index++) {
    const key = keys[start] as number;
    if (index < to && keys[index] === key) continue;
    if (index - start > 1 && key % 8 === keyBytes) stack.push(start, index, depth + keyBytes);
    start = index;
  }
}

function medianOfThree(a: number, b: number, c: number): number {
  if (a < b) return b < c ? b : Math.max(a, c);
  return a < c ? a : Math.max(b, c);
}

function insertionSort(names: Names, order: Uint32Array, from: number, to: number, depth: number): void {
  for (let index = from + 1; index < to; index++) {
    const name = order[index] as number;
    let place = index;
    while (place > from && isAfter(names, order[place - 1] as number, name, depth)) {
      order[place] = order[place - 1] as number;
      place--;
    }
    order[place] = name;
  }
}

/** Whether name `a` sorts after name `b`; both are alike in their first `depth` bytes. */
function isAfter({ view, starts }: Names, a: number, b: number, depth: number): boolean {
  const aStart = (starts[a] as number) + depth;
  const bStart = (starts[b] as number) + depth;
  return compareBytes(view, aStart, starts[a + 1] as number, view, bStart, starts[b + 1] as number) > 0;
}
