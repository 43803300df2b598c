import type { Random } from '../random.ts';
import { type Culture, cultures } from './culture.ts';

export interface Person {
  readonly name: string;
  /** The family name alone, as written. */
  readonly family: string;
  /** For e-mail addresses and file names: lower-case ASCII letters only. */
  readonly latinGiven: string;
  readonly latinFamily: string;
  readonly isWoman: boolean;
  readonly culture: Culture;
  readonly city: string;
}

function readWord(word: string): { native: string; latin: string } {
  const [native = '', latin = native] = word.split('=');
  return { native, latin: plainLetters(latin) };
}

const replacements: Record<string, string> = { ß: 'ss', ø: 'o', đ: 'd', ł: 'l', æ: 'ae', œ: 'oe', ı: 'i', ð: 'd' };

/** `Zoë Ødegård` becomes `zoeodegard`. */
export function plainLetters(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[ßøđłæœıð]/g, (letter) => replacements[letter] ?? '')
    .replace(/[^a-z]/g, '');
}

export function joinName(culture: Culture, given: string, family: string): string {
  switch (culture.order) {
    case 'given first':
      return `${given} ${family}`;
    case 'family first':
      return `${family} ${given}`;
    case 'family first, no space':
      return `${family}${given}`;
  }
}

/** A person of any culture; the first ones come far more often. */
export function makePerson(random: Random, culture: Culture = random.pickEarly(cultures)): Person {
  const isWoman = random.chance(0.5);
  const given = readWord(random.pick(isWoman ? culture.women : culture.men));
  const [his = '', hers = his] = random.pick(culture.families).split('/');
  const family = readWord(isWoman ? hers : his);
  return {
    name: joinName(culture, given.native, family.native),
    family: family.native,
    latinGiven: given.latin,
    latinFamily: family.latin,
    isWoman,
    culture,
    city: random.pick(culture.cities),
  };
}
