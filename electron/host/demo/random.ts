import { hash } from 'node:crypto';

/** Deterministic numbers for the demo: the same name gives the same sequence everywhere. */
export interface Random {
  /** At least 0, below 1. */
  unit(): number;
  /** At least `from`, below `to`. */
  between(from: number, to: number): number;
  /** A whole number, both ends included. */
  whole(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
  /** Like `pick`, but earlier values come far more often, as real things do. */
  pickEarly<T>(values: readonly T[]): T;
  shuffled<T>(values: readonly T[]): T[];
  bytes(length: number): Uint8Array;
  /** Lower-case hex digits. */
  hex(digits: number): string;
}

/** Four words out of a name (MurmurHash3's mixing); a cryptographic hash took a tenth of the demo's time. */
function seedWords(name: string): [number, number, number, number] {
  let hashed = 1779033703 ^ name.length;
  for (let index = 0; index < name.length; index += 1) {
    hashed = Math.imul(hashed ^ name.charCodeAt(index), 3432918353);
    hashed = (hashed << 13) | (hashed >>> 19);
  }
  const word = () => {
    hashed = Math.imul(hashed ^ (hashed >>> 16), 2246822507);
    hashed = Math.imul(hashed ^ (hashed >>> 13), 3266489909);
    hashed ^= hashed >>> 16;
    return hashed | 0;
  };
  return [word(), word(), word(), word() | 1];
}

/** xoshiro128** (Blackman and Vigna, 2018), seeded by a name. */
export function randomOf(name: string): Random {
  let [a, b, c, d] = seedWords(name);

  function next(): number {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  }

  const unit = () => next() / 4294967296;
  const whole = (from: number, to: number) => from + Math.floor(unit() * (to - from + 1));

  function at<T>(values: readonly T[], index: number): T {
    if (index >= values.length) throw new Error('Nothing to pick from');
    // The index was checked; T itself may include undefined, so a check of the value would be wrong.
    return values[index] as T;
  }

  function bytes(length: number): Uint8Array {
    const result = new Uint8Array(length);
    for (let index = 0; index < length; index += 1) result[index] = next() >>> 24;
    return result;
  }

  return {
    unit,
    between: (from, to) => from + unit() * (to - from),
    whole,
    chance: (probability) => unit() < probability,
    pick: (values) => at(values, Math.floor(unit() * values.length)),
    pickEarly: (values) => at(values, Math.floor(unit() ** 2.2 * values.length)),
    shuffled: (values) => {
      const result = [...values];
      for (let index = result.length - 1; index > 0; index -= 1) {
        const other = whole(0, index);
        const kept = at(result, index);
        result[index] = at(result, other);
        result[other] = kept;
      }
      return result;
    },
    bytes,
    hex: (digits) =>
      Buffer.from(bytes(Math.ceil(digits / 2)))
        .toString('hex')
        .slice(0, digits),
  };
}

/** 32 lower-case hex digits in the form of a version 4 UUID without dashes, as Wefram names its files. */
export function fileIdOf(name: string): string {
  const digits = hash('sha256', name);
  return `${digits.slice(0, 12)}4${digits.slice(13, 16)}a${digits.slice(17, 32)}`;
}

/** The dashed form, for accounts and sessions. */
export function uuidOf(name: string): string {
  const id = fileIdOf(name);
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`;
}
