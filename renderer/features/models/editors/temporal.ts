/** A date, a time or both as they are written, in pieces: putting them together again gives the same text. */
export interface Temporal {
  /** `YYYY-MM-DD`; `null` for a time alone. */
  readonly date: string | null;
  /** Between date and time: a space or `T`; empty when one of them is missing. */
  readonly separator: string;
  /** `hh:mm`, with seconds and fraction as far as written; `null` for a date alone. */
  readonly time: string | null;
  /** `Z`, `+02:00`, ` UTC`; empty when none is written. */
  readonly zone: string;
}

export type TemporalType = 'date' | 'time' | 'datetime';

const pattern =
  /^(?:(\d{4}-\d{2}-\d{2}))?([T ]?)(?:(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)( ?(?:Z|UTC|[+-]\d{2}(?::?\d{2})?))?)?$/i;

/** @returns `null` for a text that is no ISO date or time, or names a day or an hour that does not exist */
export function readTemporal(text: string): Temporal | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const [, date = null, separator = '', time = null, zone = ''] = match;
  if (date === null && time === null) return null;
  if ((date !== null && time !== null) !== (separator !== '')) return null;
  if (date !== null && !isDay(date)) return null;
  if (time !== null && !isTime(time)) return null;
  return { date, separator, time, zone };
}

export function writeTemporal({ date, separator, time, zone }: Temporal): string {
  return `${date ?? ''}${separator}${time ?? ''}${zone}`;
}

function isDay(date: string): boolean {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

/** Days of a month (1–12) of the Gregorian calendar, also before it was made. */
export function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isTime(time: string): boolean {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  // A leap second is written as 60.
  return hours <= 23 && minutes <= 59 && Math.floor(seconds) <= 60;
}

/** Whether the pieces are those the type is made of. A date alone is a point in time as well. */
export function fitsType({ date, time }: Temporal, type: TemporalType): boolean {
  switch (type) {
    case 'date':
      return date !== null && time === null;
    case 'time':
      return date === null && time !== null;
    case 'datetime':
      return date !== null;
  }
}

export const expectedForm: Readonly<Record<TemporalType, string>> = {
  date: 'YYYY-MM-DD',
  time: 'hh:mm:ss',
  datetime: 'YYYY-MM-DD hh:mm:ss',
};

/** Another day; everything else stays as it was written. `like` gives the form where nothing valid stands yet. */
export function withDate(text: string, date: string, type: TemporalType, like: string | null): string {
  const known = readTemporal(text) ?? (like === null ? null : readTemporal(like));
  if (type === 'date') return date;
  if (known === null) return `${date} 00:00:00`;
  return writeTemporal({ ...known, date, separator: known.time === null ? '' : known.separator || ' ' });
}

/** Another hour, minute or second; a fraction, the zone and the rest stay. */
export function withClock(
  text: string,
  part: 'hour' | 'minute' | 'second',
  value: number,
  type: TemporalType,
  today: string,
): string {
  const known = readTemporal(text);
  const date = type === 'time' ? null : (known?.date ?? today);
  const [hours = '00', minutes = '00', seconds] = (known?.time ?? '00:00:00').split(':');
  const digits = String(value).padStart(2, '0');
  const fraction = seconds?.replace(/^\d+/, '') ?? '';
  const pieces = [
    part === 'hour' ? digits : hours,
    part === 'minute' ? digits : minutes,
    ...(part === 'second' ? [`${digits}${fraction}`] : seconds === undefined ? [] : [seconds]),
  ];
  const separator = date === null ? '' : known?.separator || ' ';
  return writeTemporal({ date, separator, time: pieces.join(':'), zone: known?.zone ?? '' });
}

/** This moment in the form of `like`: its separator, precision and zone; without one, seconds in UTC. */
export function nowLike(like: string | null, type: TemporalType, now: Date): string {
  const form = like === null ? null : readTemporal(like);
  const iso = now.toISOString();
  const date = iso.slice(0, 10);
  if (type === 'date') return date;
  const precision = form?.time?.split(/[:.]/);
  const fractionDigits = precision?.[3]?.length ?? 0;
  const clock =
    precision?.length === 2
      ? iso.slice(11, 16)
      : `${iso.slice(11, 19)}${fractionDigits > 0 ? `.${iso.slice(20, 23).padEnd(fractionDigits, '0').slice(0, fractionDigits)}` : ''}`;
  if (type === 'time') return clock;
  const zone = form !== null && form.zone !== '' ? (/^ ?(?:Z|UTC)$/i.test(form.zone) ? form.zone : 'Z') : '';
  return `${date}${form?.separator || ' '}${clock}${zone}`;
}
