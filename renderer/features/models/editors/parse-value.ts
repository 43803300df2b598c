import { assertNever } from '../../../../shared/domain/assert-never.ts';
import type { Field } from '../../../../shared/domain/catalog.ts';
import { cellText, sameCell, type WholeCell } from '../../../../shared/domain/cell.ts';
import { coerceCell } from '../../../../shared/domain/coerce-cell.ts';
import { jsonTextLimit, parseJsonText } from '../../../../shared/domain/json-text.ts';
import { expectedForm, fitsType, readTemporal, type TemporalType } from './temporal.ts';
import { placeOf } from './text-place.ts';
import { truthForm, truthOf, typedTruth } from './truth.ts';

/** What a typed text means in a field. */
export type Parsed =
  | {
      readonly kind: 'value';
      readonly cell: WholeCell;
      /** What a person should know before it is staged: the column would keep it in another form. */
      readonly note: string | null;
    }
  | { readonly kind: 'invalid'; readonly message: string };

const smallest = -(2n ** 63n);
const largest = 2n ** 63n - 1n;
const integer = /^[+-]?\d+$/;
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinity = /^([+-]?)(?:Infinity|inf)$/i;

/**
 * The store keeps a value as it is given, or refuses it in its own words (PostgreSQL): what can't be judged here is left to
 * it. Where this is false the column makes something of every value, and what it takes must be known here.
 */
function storeJudges({ coercion }: Field): boolean {
  return coercion === null;
}

/**
 * Reads a text as a value of this field, exactly: no digit goes through a number of JavaScript's unless the column itself
 * keeps nothing else.
 *
 * @param like the value that stands here, whose form is kept where the field takes several; its own text gives it back.
 */
export function parseValue(field: Field, text: string, like: WholeCell): Parsed {
  if (like !== null && cellText(like) === text) return { kind: 'value', cell: like, note: null };
  const parsed = parseAs(field, text, like);
  return parsed.kind === 'value' ? checkRules(field, text, parsed) : parsed;
}

function value(cell: WholeCell, note: string | null = null): Parsed {
  return { kind: 'value', cell, note };
}

function invalid(message: string): Parsed {
  return { kind: 'invalid', message };
}

function parseAs(field: Field, text: string, like: WholeCell): Parsed {
  switch (field.type) {
    case 'integer':
    case 'real':
    case 'decimal':
      return parseNumber(field, text, like);
    case 'boolean':
      return parseTruth(field, text, like);
    case 'date':
    case 'time':
    case 'datetime':
      return parseTemporal(field, field.type, text, like);
    case 'bytes':
      return typeof like === 'string' ? value(text, 'Stored as text') : parseHex(text);
    case 'json':
      return parseDocument(field, text, like);
    case 'text':
      return isBytes(like) ? parseHex(text) : value(text);
    case 'any':
      return parseAny(text, like);
    default:
      return assertNever(field.type);
  }
}

function isBytes(cell: WholeCell): boolean {
  return cell !== null && typeof cell === 'object' && cell.kind === 'bytes';
}

function isReal(cell: WholeCell): boolean {
  return cell !== null && typeof cell === 'object' && cell.kind === 'real';
}

/** NULL, unless the field takes none: no number and no date has an empty text. */
function empty(field: Field): Parsed {
  return field.nullable ? value(null, 'Empty is NULL here') : invalid('A value is needed here');
}

function parseNumber(field: Field, text: string, like: WholeCell): Parsed {
  const typed = text.trim();
  if (typed === '') return typeof like === 'string' ? value('') : empty(field);
  const sign = infinity.exec(typed)?.[1];
  if (field.type !== 'integer') {
    const isNaNWord = storeJudges(field) && /^nan$/i.test(typed);
    const word = isNaNWord ? 'NaN' : sign === undefined ? null : sign === '-' ? '-Infinity' : 'Infinity';
    // A decimal is the text its store holds, also where it is no number.
    if (word !== null)
      return value(field.type === 'decimal' && storeJudges(field) ? word : { kind: 'real', text: word });
  }
  if (!number.test(typed)) {
    // Stores that do not hold to types have texts among their numbers: those can be edited as what they are.
    if (typeof like === 'string' && !number.test(like.trim())) return value(text, 'Stored as text: it is no number');
    return invalid(field.type === 'integer' ? 'A whole number is needed here' : 'A number is needed here');
  }
  if (field.type === 'integer' && !isReal(like)) {
    if (!integer.test(typed)) return invalid('A whole number is needed here');
    const exact = BigInt(typed.replace(/^\+/, ''));
    if (exact < smallest || exact > largest) return invalid(`Whole numbers reach from ${smallest} to ${largest}`);
    if (field.coercion === null) return value(exact);
  }
  // The digits that were typed: how many of them a number keeps, of one precision or another, the store knows.
  if (storeJudges(field) && field.type === 'real') return value({ kind: 'real', text: typed });
  return value(typed);
}

function keptReal(typed: string): Parsed {
  // A real column keeps the nearest double, which is what this gives.
  const kept = coerceCell(typed, 'real');
  return kept === undefined ? invalid('A number is needed here') : value(kept);
}

function parseTruth(field: Field, text: string, like: WholeCell): Parsed {
  if (text.trim() === '') return typeof like === 'string' ? value('') : empty(field);
  const truth = typedTruth(text);
  const form = truthForm(field, like);
  if (truth !== null) return value(truth ? form.yes : form.no);
  if (like !== null && truthOf(like) === null) return parseAny(text, like);
  return invalid('True or false is needed here');
}

const temporalNames: Readonly<Record<TemporalType, string>> = {
  date: 'date',
  time: 'time',
  datetime: 'date and time',
};

function parseTemporal(field: Field, type: TemporalType, text: string, like: WholeCell): Parsed {
  if (text.trim() === '') return typeof like === 'string' && readTemporal(like) === null ? value('') : empty(field);
  // Moments kept as numbers stay numbers.
  if (typeof like === 'bigint' || isReal(like)) {
    if (number.test(text.trim())) return parseAny(text.trim(), like);
  }
  const read = readTemporal(text);
  if (read !== null && fitsType(read, type)) {
    return value(text, type === 'datetime' && read.time === null ? 'Without a time' : null);
  }
  if (storeJudges(field))
    return value(
      text,
      beyondCalendar.test(text.trim()) ? null : `Whether this is a ${temporalNames[type]} the store decides`,
    );
  if (typeof like === 'string' && readTemporal(like) === null)
    return value(text, `Not read as a ${temporalNames[type]}`);
  return invalid(`No such ${temporalNames[type]}: write ${expectedForm[type]}`);
}

/** What PostgreSQL has beyond ISO dates: infinity, years before Christ or after 9999. */
const clockAndZone = String.raw`(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[+-]\d{2}(?::?\d{2}){0,2}| ?Z)?)?`;
const beyondCalendar = new RegExp(
  String.raw`^(?:[+-]?infinity|\d{4,7}-\d{2}-\d{2}${clockAndZone} BC|\d{5,7}-\d{2}-\d{2}${clockAndZone})$`,
  'i',
);

function parseHex(text: string): Parsed {
  const digits = text.replace(/[\s:]/g, '').replace(/^(?:0x|\\x)/i, '');
  if (/[^0-9a-f]/i.test(digits)) return invalid('Bytes are written with the digits 0–9 and a–f');
  if (digits.length % 2 === 1) return invalid('Every byte has two digits: one is missing');
  return value({ kind: 'bytes', hex: digits.toLowerCase() });
}

function parseDocument(field: Field, text: string, like: WholeCell): Parsed {
  if (isBytes(like)) return parseHex(text);
  const problem = jsonProblem(text);
  if (problem === null) return value(text);
  // Of a column that only looks like JSON nobody knows that it must be.
  const isDeclared = /json/i.test(field.nativeType);
  const wasOne = typeof like !== 'string' || jsonProblem(like) === null;
  return isDeclared && wasOne ? invalid(problem) : value(text, problem);
}

/** Where and why a text is no JSON; `null` when it is. Very long texts are not looked at. */
export function jsonProblem(text: string): string | null {
  if (text.length > jsonTextLimit) return null;
  const read = parseJsonText(text);
  if (read.ok) return null;
  const { line, column } = placeOf(text, read.at);
  return `Not JSON: ${read.message.replace(/^Expected/, 'expected')} at line ${line}, column ${column}`;
}

/** Keeps the kind of value that stands here as far as the text allows; else the text says what it is. */
function parseAny(text: string, like: WholeCell): Parsed {
  if (typeof like === 'string') return value(text);
  if (isBytes(like)) return parseHex(text);
  if (typeof like === 'boolean') {
    const truth = typedTruth(text);
    if (truth !== null) return value(truth);
  }
  if (integer.test(text)) {
    const exact = BigInt(text.replace(/^\+/, ''));
    const isExact = exact >= smallest && exact <= largest && String(exact) === text;
    if (isExact && !isReal(like)) return value(exact, like === null ? 'Stored as a number' : null);
  }
  if (number.test(text) && (isReal(like) || typeof like === 'bigint')) return keptReal(text);
  return value(text, like === null ? null : 'Stored as text');
}

/** Length, allowed values, well-formed text, and what the column makes of the value. */
function checkRules(field: Field, typed: string, { cell, note }: Extract<Parsed, { kind: 'value' }>): Parsed {
  if (cell === null) return value(null, note);
  if (typeof cell === 'string') {
    const at = brokenAt(cell);
    if (at !== -1) return invalid(`Half of a character at position ${at + 1}: it can’t be stored`);
  }
  const { allowed, maxLength } = field;
  if (allowed !== null) {
    const found = allowed.find((one) => sameCell(one, cell) || cellText(one) === cellText(cell));
    return found === undefined ? invalid('Not one of the allowed values') : value(found, note);
  }
  if (maxLength !== null && typeof cell === 'string') {
    const length = [...cell].length;
    if (length > maxLength) return invalid(`At most ${maxLength} characters: these are ${length}`);
  }
  if (field.coercion === null) return value(cell, note ?? differenceNote(field, typed, cell));
  const kept = coerceCell(cell, field.coercion);
  // How a real number is written in a text column is the store's own affair: it will be shown when it is saved.
  if (kept === undefined) return value(cell, note);
  if (isReal(kept) && cellText(kept).endsWith('Infinity') && !infinity.test(cellText(cell)))
    return invalid('Too large for a number of this column');
  return value(kept, note ?? differenceNote(field, typed, kept));
}

function brokenAt(text: string): number {
  return text.isWellFormed() ? -1 : text.search(/\p{Surrogate}/u);
}

/** `The column keeps 7, not 007`; nothing where only the writing of the same real number differs. */
function differenceNote(field: Field, typed: string, kept: WholeCell): string | null {
  const keptText = cellText(kept);
  const typedText = typed.trim();
  if (keptText === typedText || isBytes(kept) || field.type === 'boolean') return null;
  if (isReal(kept) && field.type === 'real' && sameNumber(keptText, typedText)) return null;
  if (!number.test(typedText)) return null;
  return `The column keeps ${keptText}, not ${typedText}`;
}

/** Whether two texts are the same number, digit for digit. */
export function sameNumber(a: string, b: string): boolean {
  return normalNumber(a) === normalNumber(b);
}

function normalNumber(text: string): string {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign === '-' ? '-' : ''}${significant}e${power}`;
}
