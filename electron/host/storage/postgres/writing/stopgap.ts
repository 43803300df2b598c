import { randomBytes, randomUUID } from 'node:crypto';
import type { PgColumn } from '../table.ts';
import type { Stored } from './exact-value.ts';

/** How often another value is tried where a rule of the store does not take one. */
export const stopgapAttempts = 3;

/**
 * A value that no row has, for a moment only; `null` where the type has none that could be made up. Numbers are tried below
 * and above what counts upwards.
 */
export function stopgapText(column: Pick<PgColumn, 'kind' | 'castType' | 'nativeType'>, attempt: number): Stored {
  const bytes = randomBytes(16);
  const sign = attempt === 0 ? -1n : 1n;
  switch (column.kind) {
    case 'integer': {
      const bits = { 'pg_catalog.int2': 13n, 'pg_catalog.int4': 29n }[column.castType] ?? 61n;
      return String(sign * (2n ** bits + (bytes.readBigUInt64BE() & (2n ** bits - 1n))));
    }
    case 'decimal':
      return decimalText(column.nativeType, sign, bytes);
    case 'real':
      return String(Number(sign) * 1e30 * (1 + bytes.readUInt32BE() / 2 ** 32));
    case 'text': {
      const limit = Number(/\((\d+)\)$/.exec(column.nativeType)?.[1] ?? 36);
      return (attempt === 1 ? randomUUID() : bytes.toString('base64url') + bytes.toString('hex')).slice(0, limit);
    }
    case 'bytes':
      return `\\x${bytes.toString('hex')}`;
    case 'temporal':
      return temporalText(column.castType, bytes);
    default:
      return column.castType === 'pg_catalog.uuid' ? randomUUID() : null;
  }
}

function decimalText(nativeType: string, sign: bigint, bytes: Buffer): string {
  const [, precision = '20', scale = '0'] = /\((\d+),(-?\d+)\)$/.exec(nativeType) ?? [];
  const digits = Math.max(1, Math.min(18, Number(precision) - Math.max(0, Number(scale))));
  return String(
    sign * (10n ** BigInt(digits) - 1n - (bytes.readBigUInt64BE() % 10n ** BigInt(Math.max(0, digits - 1)))),
  );
}

function temporalText(castType: string, bytes: Buffer): string | null {
  const day = `${String(20_000 + (bytes.readUInt16BE() % 9999))}-01-${String(1 + (bytes.readUInt8(2) % 28)).padStart(2, '0')}`;
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(bytes.readUInt8(3) % 24)}:${two(bytes.readUInt8(4) % 60)}:${two(bytes.readUInt8(5) % 60)}.${String(bytes.readUInt32BE(6) % 1_000_000).padStart(6, '0')}`;
  switch (castType) {
    case 'pg_catalog.date':
      return day;
    case 'pg_catalog.timestamp':
      return `${day} ${time}`;
    case 'pg_catalog.timestamptz':
      return `${day} ${time}+00`;
    case 'pg_catalog.time':
      return time;
    case 'pg_catalog.timetz':
      return `${time}+00`;
    default:
      return null;
  }
}
