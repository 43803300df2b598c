const instantText = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}(?::?\d{2})?)$/i;

/**
 * A stored instant as `2026-03-01 09:15:00` in the chosen zone (`UTC`, `local` or an IANA name), its fraction of a second kept.
 * @returns the text unchanged when it names no instant: a date or a time without a zone is shown as it is stored.
 */
export function formatInstant(text: string, timeZone: string): string {
  const parts = instantText.exec(text);
  if (!parts) return text;
  const [, date, time, zone] = parts;
  const offset = zone === undefined || /^z$/i.test(zone) ? 'Z' : normaliseOffset(zone);
  const instant = new Date(`${date}T${time?.replace(/\.\d+$/, '') ?? ''}${offset}`);
  if (Number.isNaN(instant.getTime())) return text;
  const fraction = /\.\d+$/.exec(time ?? '')?.[0] ?? '';
  return `${formatDate(instant, timeZone)}${fraction}`;
}

/** `2026-03-01 09:15:00` in the chosen zone. */
export function formatDate(instant: Date, timeZone: string): string {
  // Swedish writes dates as ISO 8601 does.
  return dateFormat(timeZone).format(instant).replace(',', '');
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'medium',
    ...(timeZone === 'local' ? {} : { timeZone }),
  });
  formats.set(timeZone, format);
  return format;
}

function normaliseOffset(zone: string): string {
  const digits = zone.slice(1).replace(':', '');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2) || '00'}`;
}

/** `just now`, `5 minutes ago`, `yesterday`, `3 weeks ago`; the exact time belongs beside it, on hover. */
export function formatAgo(instant: Date, now: Date): string {
  const seconds = Math.round((now.getTime() - instant.getTime()) / 1000);
  // A clock that was put back.
  if (seconds < 45) return 'just now';
  const units = [
    ['minute', 60],
    ['hour', 3600],
    ['day', 86_400],
    ['week', 7 * 86_400],
    ['month', 30.44 * 86_400],
    ['year', 365.25 * 86_400],
  ] as const;
  const unit = units.findLast(([, size]) => seconds >= size) ?? units[0];
  return relative.format(-Math.max(1, Math.floor(seconds / unit[1])), unit[0]);
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
