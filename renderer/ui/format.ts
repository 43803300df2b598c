import type { Count } from '../../shared/domain/catalog.ts';

const grouped = new Intl.NumberFormat('en-US');
const oneDecimal = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** `12,480`; estimates short as `~310k`, lower bounds as `≥ 12,480`. */
export function formatCount(count: Count | number): string {
  if (typeof count === 'number') return grouped.format(count);
  switch (count.kind) {
    case 'exact':
      return grouped.format(count.value);
    case 'estimate':
      return `~${shortNumber(count.value)}`;
    case 'atLeast':
      return `≥ ${grouped.format(count.value)}`;
  }
}

function shortNumber(value: number): string {
  if (value < 10_000) return grouped.format(value);
  // Rounded first: 999,960 is 1M, not 1,000k.
  const thousands = Math.round(value / 100) / 10;
  if (thousands < 1000) return `${oneDecimal.format(thousands < 100 ? thousands : Math.round(thousands))}k`;
  const millions = Math.round(value / 100_000) / 10;
  if (millions < 1000) return `${oneDecimal.format(millions)}M`;
  return `${oneDecimal.format(value / 1e9)}G`;
}

const byteUnits = ['kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `812 bytes`, `184 kB`, `1.1 GB`: decimal units, as file managers and servers print them. */
export function formatBytes(sizeBytes: number): string {
  if (sizeBytes < 1000) return sizeBytes === 1 ? '1 byte' : `${grouped.format(sizeBytes)} bytes`;
  let size = sizeBytes / 1000;
  let unit = 0;
  while (size >= 999.5 && unit < byteUnits.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size < 10 ? oneDecimal.format(size) : grouped.format(Math.round(size))} ${byteUnits[unit]}`;
}

/** `0.8 ms`, `340 ms`, `1.2 s`, `58 s`, `12 m 5 s`, `11 h 58 m`, `3 d 4 h`: two units at most. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 10) return `${oneDecimal.format(durationMs)} ms`;
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 10_000) return `${oneDecimal.format(durationMs / 1000)} s`;
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return twoUnits(Math.floor(seconds / 60), 'm', seconds % 60, 's');
  if (seconds < 86_400) return twoUnits(Math.floor(seconds / 3600), 'h', Math.floor((seconds % 3600) / 60), 'm');
  return twoUnits(Math.floor(seconds / 86_400), 'd', Math.floor((seconds % 86_400) / 3600), 'h');
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const head = `${grouped.format(large)} ${largeUnit}`;
  return small === 0 ? head : `${head} ${small} ${smallUnit}`;
}
