/** Cents as decimal text, digit for digit: `-1200` is `-12.00`. */
export function decimal(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const two = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));
let knownDay = Number.NaN;
let knownDate = '';

/** `2026-03-07` in UTC. Neighbouring rows share their day, so the last answer is kept. */
export function date(atMs: number): string {
  const day = Math.floor(atMs / dayMs);
  if (day !== knownDay) {
    knownDate = new Date(day * dayMs).toISOString().slice(0, 10);
    knownDay = day;
  }
  return knownDate;
}

/** `2026-03-07 09:15:00.123456`; the last three digits are given, because a clock of milliseconds has none. */
export function timestamp(atMs: number, microseconds: number): string {
  const rest = Math.floor(atMs) - Math.floor(atMs / dayMs) * dayMs;
  const seconds = Math.floor(rest / 1000);
  const fraction = (rest % 1000) * 1000 + microseconds;
  return `${date(atMs)} ${two[Math.floor(seconds / 3600)]}:${two[Math.floor(seconds / 60) % 60]}:${two[seconds % 60]}.${String(fraction).padStart(6, '0')}`;
}

export const dayMs = 24 * 60 * 60 * 1000;
export const hourMs = 60 * 60 * 1000;

export function slug(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f’']/g, '')
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

/** Keeps the order of moments and brings them between seven in the morning and nine in the evening: people sleep. */
export function byDay(atMs: number): number {
  const midnight = Math.floor(atMs / dayMs) * dayMs;
  return midnight + 7 * hourMs + Math.floor((atMs - midnight) * (14 / 24));
}
