import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import type { PgRows } from '../connection/access.ts';
import { PgError } from '../connection/pg-error.ts';
import { arrayLiteral } from '../reading/parameters.ts';
import type { Sql } from '../sql-text.ts';
import type { PgColumn } from '../table.ts';
import { boundText } from './bound-text.ts';
import { splitArray, splitRecord } from './composed-text.ts';
import { fitsDouble, normalDecimal } from './decimal-text.ts';
import { instantOf, losesFraction, timeOfDay } from './instant-text.ts';
import { sameJson } from './json-meaning.ts';

/**
 * What the server has to be asked: whether it reads `typed` as the value whose text is `stored`. Names of types are the
 * catalogue's own, quoted.
 */
export interface MeaningQuestion {
  /**
   * `text`: the same canonical text. `equal`: equal by the type's own `=` (numbers with another scale, padded text).
   * `instant`: equal when both are read as points in time, so that a lost time of day or zone is seen.
   * `time`: the same for times of the day.
   */
  readonly by: 'text' | 'equal' | 'instant' | 'time';
  /** Without modifier, so that reading it rounds nothing. */
  readonly castType: string;
  readonly typed: string;
  readonly stored: string;
}

export type ValueMeaning =
  | { readonly kind: 'same' }
  /** Something of what was typed is lost or changed: `adjusted`, to be asked about. */
  | { readonly kind: 'differs' }
  /** The same when the server says yes to all of these. */
  | { readonly kind: 'ask'; readonly questions: readonly MeaningQuestion[] };

const same: ValueMeaning = { kind: 'same' };
const differs: ValueMeaning = { kind: 'differs' };

/**
 * Whether the value the server stored means the same as the one that was typed: another spelling does (`t` for `true`,
 * `1e3` for `1000`, other white space or order of keys in `jsonb`), a rounded or shortened value does not.
 * @param stored the server's text under the pinned settings; of a `char(n)` with or without its padding
 */
export function valueMeaning(
  typed: WholeCell,
  stored: string | null,
  column: Pick<PgColumn, 'castType' | 'kind'>,
): ValueMeaning {
  const text = boundText(typed);
  if (text === stored) return same;
  if (text === null || stored === null) return differs;
  if (column.kind === 'enum') return differs;
  const { name, isArray } = typeName(column.castType);
  return isArray
    ? arrayMeaning(text, stored, column.castType, name)
    : scalarMeaning(text, stored, column.castType, name);
}

/** Asks the server; one that can't be answered counts as `false`. @param run may reject with `PgError` without harm. */
export async function askMeanings(
  questions: readonly MeaningQuestion[],
  run: (sql: Sql) => Promise<PgRows>,
): Promise<readonly boolean[]> {
  if (questions.length === 0) return [];
  try {
    return (await run(meaningSql(questions))).rows.map(([answer]) => answer === 't');
  } catch (error) {
    if (!(error instanceof PgError)) throw error;
    if (questions.length === 1) return [false];
  }
  const middle = questions.length >> 1;
  return [
    ...(await askMeanings(questions.slice(0, middle), run)),
    ...(await askMeanings(questions.slice(middle), run)),
  ];
}

/** One row with one boolean for each question, in their order. */
export function meaningSql(questions: readonly MeaningQuestion[]): Sql {
  const ways = Map.groupBy(questions.entries(), ([, { by, castType }]) => `${by} ${castType}`);
  const values: string[] = [];
  const parts = [...ways.values()].map((entries) => {
    const [first] = entries;
    if (!first) throw new Error('A group without members');
    const lists = [
      entries.map(([at]) => String(at)),
      entries.map(([, { typed }]) => typed),
      entries.map(([, { stored }]) => stored),
    ];
    const bound = lists.map((list, at) => `$${values.push(arrayLiteral(list))}::${at === 0 ? 'int4' : 'text'}[]`);
    return `SELECT n, ${answerSql(first[1])} AS a FROM unnest(${bound.join(', ')}) AS q (n, t, s)`;
  });
  return { text: `SELECT a FROM (${parts.join(' UNION ALL ')}) AS answers ORDER BY n`, values };
}

function answerSql({ by, castType }: MeaningQuestion): string {
  switch (by) {
    case 'text':
      return `(t::${castType})::text = (s::${castType})::text`;
    case 'equal':
      return `t::${castType} IS NOT DISTINCT FROM s::${castType}`;
    case 'instant':
      return `t::pg_catalog.timestamptz = (s::${castType})::pg_catalog.timestamptz`;
    case 'time':
      return `t::pg_catalog.timetz = (s::${castType})::pg_catalog.timetz`;
  }
}

function typeName(castType: string): { readonly name: string; readonly isArray: boolean } {
  const isArray = castType.endsWith('[]');
  const element = castType.replace(/(?:\[\])+$/, '');
  // Types of a schema of their own have no names that are known here.
  const [, name = ''] = /^(?:pg_catalog\.)?("?[a-z_][a-z0-9_]*"?)$/.exec(element) ?? [];
  return { name: name === '"char"' ? name : name.replaceAll('"', ''), isArray };
}

function ask(by: MeaningQuestion['by'], castType: string, typed: string, stored: string): ValueMeaning {
  return { kind: 'ask', questions: [{ by, castType, typed, stored }] };
}

const isSame = (yes: boolean): ValueMeaning => (yes ? same : differs);

/** @param name of the type where it is one of PostgreSQL's own, else empty. */
function scalarMeaning(typed: string, stored: string, castType: string, name: string): ValueMeaning {
  if (typed === stored) return same;
  switch (name) {
    case 'int2':
    case 'int4':
    case 'int8':
    case 'float4':
    case 'float8':
    case 'numeric': {
      const number = normalDecimal(typed);
      return number === null ? ask('equal', castType, typed, stored) : isSame(number === normalDecimal(stored));
    }
    case 'money':
      return isSame(moneyText(typed) !== null && moneyText(typed) === moneyText(stored));
    case 'bool':
      return isSame(truthOf(typed) !== null && truthOf(typed) === truthOf(stored));
    case 'text':
    case 'varchar':
    case 'name':
    case 'json':
      return differs;
    case 'bpchar':
      return isSame(typed.replace(/ +$/, '') === stored.replace(/ +$/, ''));
    case 'jsonb':
      return isSame(sameJson(typed, stored));
    case 'uuid':
      return isSame(typed.replace(/[{}-]/g, '').toLowerCase() === stored.replaceAll('-', ''));
    case 'date':
    case 'timestamp':
    case 'timestamptz': {
      if (losesFraction(typed)) return differs;
      const instants = [instantOf(typed), instantOf(stored)];
      return instants.includes(null) ? ask('instant', castType, typed, stored) : isSame(instants[0] === instants[1]);
    }
    case 'time': {
      if (losesFraction(typed) || hasDate(typed)) return differs;
      const times = [timeOfDay(typed), timeOfDay(stored)];
      return times.includes(null) ? ask('time', castType, typed, stored) : isSame(times[0] === times[1]);
    }
    case 'timetz':
      return losesFraction(typed) || hasDate(typed) ? differs : ask('equal', castType, typed, stored);
    case 'interval':
      return isRoundedInterval(typed) ? differs : ask('text', castType, typed, stored);
    case 'point':
    case 'line':
    case 'lseg':
    case 'box':
    case 'path':
    case 'polygon':
    case 'circle':
      return numbersIn(typed).every(fitsDouble) ? ask('text', castType, typed, stored) : differs;
    case 'bytea':
    case 'bit':
    case 'varbit':
      return ask('text', castType, typed, stored);
    default:
      return name.endsWith('range')
        ? rangeMeaning(typed, stored, castType, name)
        : otherMeaning(typed, stored, castType);
  }
}

/** Arrays keep the order of their elements: each is compared with its own. */
function arrayMeaning(typed: string, stored: string, castType: string, name: string): ValueMeaning {
  const [given, kept] = [splitArray(typed), splitArray(stored)];
  // `box` has another separator, and other types may have another syntax.
  if (!given || !kept || given.shape !== kept.shape) {
    if (given && numericTypes.has(name) && !given.leaves.every((leaf) => normalDecimal(leaf) !== null)) return differs;
    return ask('text', castType, typed, stored);
  }
  const elementType = castType.replace(/(?:\[\])+$/, '');
  return all(given.leaves.map((leaf, at) => scalarMeaning(leaf, kept.leaves[at] ?? '', elementType, name)));
}

const numericTypes = new Set(['int2', 'int4', 'int8', 'float4', 'float8', 'numeric']);

/** Bounds of a discrete range change when it is brought into its normal form: what is lost is told by the typed ones alone. */
function rangeMeaning(typed: string, stored: string, castType: string, name: string): ValueMeaning {
  const given = splitRecord(typed);
  if (name.startsWith('ts') && given?.leaves.some(losesFraction)) return differs;
  // A date takes a time of the day, and drops it.
  if (name.startsWith('date') && given?.leaves.some((leaf) => leaf.includes(':'))) return differs;
  // A timestamp without a zone takes one, and drops it.
  if (/^ts(?:multi)?range$/.test(name) && given?.leaves.some((leaf) => /(?:[+-]\d\d(?::?\d\d)?|[a-z])\s*$/i.test(leaf)))
    return given.leaves.every((leaf) => instantOf(leaf) !== null && /(?:z|utc|[+-]00(?::?00)?)\s*$/i.test(leaf))
      ? ask('equal', castType, typed, stored)
      : differs;
  return ask('equal', castType, typed, stored);
}

/**
 * Composites, extensions' types and all the rest: compared part by part where both have parts, and by the server, which may
 * have rounded numbers that it holds as doubles.
 */
function otherMeaning(typed: string, stored: string, castType: string): ValueMeaning {
  const [given, kept] = [splitRecord(typed), splitRecord(stored)];
  if (given && kept && given.shape === kept.shape) {
    const parts = given.leaves.map((leaf, at) => leafMeaning(leaf, kept.leaves[at] ?? ''));
    if (parts.every((part) => part === 'same')) return same;
    if (parts.includes('differs')) return differs;
  }
  const [numbers, keptNumbers] = [numbersIn(typed), numbersIn(stored)];
  const isRounded =
    numbers.length === keptNumbers.length &&
    numbers.some((number, at) => isFraction(number) && normalDecimal(number) !== normalDecimal(keptNumbers[at] ?? ''));
  return isRounded ? differs : ask('text', castType, typed, stored);
}

function leafMeaning(typed: string, stored: string): 'same' | 'differs' | 'unknown' {
  if (typed === stored) return 'same';
  const numbers = [normalDecimal(typed), normalDecimal(stored)];
  if (!numbers.includes(null)) return numbers[0] === numbers[1] ? 'same' : 'differs';
  const instants = [instantOf(typed), instantOf(stored)];
  if (!instants.includes(null)) return instants[0] === instants[1] && !losesFraction(typed) ? 'same' : 'differs';
  return losesFraction(typed) && instants[1] !== null ? 'differs' : 'unknown';
}

function isFraction(number: string): boolean {
  return /[.eE]/.test(number);
}

function numbersIn(text: string): readonly string[] {
  return text.match(/[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/g) ?? [];
}

/** `boolin` takes what is a beginning of these and of nothing else. */
function truthOf(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  if (word === '') return null;
  if (word === '1' || word === 'on' || ['true', 'yes'].some((whole) => whole.startsWith(word))) return true;
  return word === '0' || ['false', 'no'].some((whole) => whole.startsWith(word)) || /^off?$/.test(word) ? false : null;
}

/** An amount without its currency and its groups of digits; `null` where that can't be told. */
function moneyText(text: string): string | null {
  const isNegative = /^\s*\(.*\)\s*$/.test(text) || /-/.test(text);
  const digits = text.replace(/[^\d.,]/g, '');
  const parts = /^([\d.,]*?)(?:[.,](\d{0,2}|\d{4,}))?$/.exec(digits);
  if (!parts || digits === '' || /\d[^\d.,'\s]+\d/.test(text)) return null;
  const [, whole = '', fraction = ''] = parts;
  return normalDecimal(`${isNegative ? '-' : ''}${whole.replace(/[.,]/g, '') || '0'}.${fraction}0`);
}

/** A date stands before or in the time, and would be dropped. */
function hasDate(text: string): boolean {
  return /\d[-/.]\d+[-/.]\d|\d{8}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|today|tomorrow|yesterday|epoch)/i.test(
    text.replace(/\.\d+/, ''),
  );
}

/** Digits that are finer than a microsecond, or parts of years, which are rounded to months. */
function isRoundedInterval(text: string): boolean {
  if (losesFraction(text) || /\de-\d/i.test(text)) return true;
  const finest = [...text.matchAll(/\.(\d*?)0*(?!\d)\s*([a-z]*)/gi)];
  return finest.some(([, digits = '', unit = '']) => {
    const word = unit.toLowerCase();
    if (/^(?:us|usec|microsec)/.test(word)) return digits.length > 0;
    if (/^(?:ms|msec|millisec)/.test(word)) return digits.length > 3;
    return digits.length > 0 && /^(?:y|dec|c(?:$|ent)|mil)/.test(word);
  });
}

function all(parts: readonly ValueMeaning[]): ValueMeaning {
  if (parts.some(({ kind }) => kind === 'differs')) return differs;
  const questions = parts.flatMap((part) => (part.kind === 'ask' ? part.questions : []));
  return questions.length === 0 ? same : { kind: 'ask', questions };
}
