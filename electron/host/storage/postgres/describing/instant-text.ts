/** More digits than a timestamp keeps, not all of them zeros. */
const tooFine = /[.,]\d{6}\d*[1-9]/;

/** The text has digits of a second that PostgreSQL rounds away: it keeps six. */
export function losesFraction(text: string): boolean {
  return tooFine.test(text);
}

const isoText =
  /^(\d{4,6})-(\d{1,2})-(\d{1,2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d*))?)?)?\s*(z|utc|[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?)?(?:\s+(bc|ad))?$/i;

/**
 * Microseconds since 1970 in UTC of an ISO date with or without a time and an offset, as PostgreSQL reads it under
 * `TimeZone = UTC`. `null` for anything else: words, names of months or zones, times past midnight, leap seconds.
 */
export function instantOf(text: string): bigint | null {
  const match = isoText.exec(text.trim());
  if (!match) return null;
  const [, years = '', months = '', days = '', hours = '0', minutes = '0', seconds = '0', fraction = '', zone, era] =
    match;
  const [year, month, day] = [Number(years), Number(months), Number(days)];
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  if (year === 0 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59)
    return null;
  const offset = zone === undefined ? 0 : offsetSeconds(zone);
  const date = daysSinceEpoch(era?.toLowerCase() === 'bc' ? 1 - year : year, month, day);
  const wholeSeconds = BigInt(date) * 86_400n + BigInt(hour * 3600 + minute * 60 + second - offset);
  return wholeSeconds * 1_000_000n + microseconds(fraction);
}

/** Microseconds since midnight of `9:30`, `09:30:00.5`, `9:30 pm`; `null` for anything else. */
export function timeOfDay(text: string): bigint | null {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d*))?)?(?:\s*([ap])m)?$/i.exec(text.trim());
  if (!match) return null;
  const [, hours = '0', minutes = '0', seconds = '0', fraction = '', half] = match;
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  if (minute > 59 || second > 59 || hour > (half === undefined ? 23 : 12) || (half !== undefined && hour === 0))
    return null;
  const hourOfDay = half === undefined ? hour : (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  return BigInt(hourOfDay * 3600 + minute * 60 + second) * 1_000_000n + microseconds(fraction);
}

function microseconds(fraction: string): bigint {
  return BigInt(fraction.slice(0, 6).padEnd(6, '0'));
}

function offsetSeconds(zone: string): number {
  const match = /^([+-])(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?$/.exec(zone);
  if (!match) return 0;
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
}

/** Proleptic Gregorian calendar, year 0 before year 1 (Howard Hinnant, `days_from_civil`). */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
