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
