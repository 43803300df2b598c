/**
 * Settings that decide how values look and are read, and how long a statement may wait. They are set at the beginning of
 * each transaction and end with it: roles, databases and poolers may have any default.
 *
 * Not pinned: `search_path` (views, triggers and defaults may need the role's own), `lc_monetary` (it is part of what an
 * amount of `money` means) and `lc_messages` (only a superuser may set it: messages are never parsed).
 */
const pinned = {
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  extra_float_digits: '1',
  bytea_output: 'hex',
  client_encoding: 'UTF8',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  xmlbinary: 'base64',
  xmloption: 'content',
  transform_null_equals: 'off',
  quote_all_identifiers: 'off',
  client_min_messages: 'warning',
  // Compiling a statement that gives one page takes longer than running it.
  jit: 'off',
} as const satisfies Readonly<Record<string, string>>;

export type PinnedSetting = keyof typeof pinned;

const setPinned = Object.entries(pinned)
  .map(([name, value]) => `SET LOCAL ${name} TO ${name === 'DateStyle' ? value : `'${value}'`};`)
  .join('');

export interface TransactionKind {
  /** `read committed` sees what others commit between two statements, `repeatable read` does not. */
  readonly isolation: 'read committed' | 'repeatable read';
  readonly access: 'read only' | 'read write';
  /** `null`: none. */
  readonly statementTimeoutMs: number | null;
  readonly lockTimeoutMs: number;
  /** How long the server waits for the next statement before it ends the connection. */
  readonly idleTimeoutMs: number;
}

/** The text that begins a transaction, for the simple protocol: nothing of it comes from outside but whole numbers. */
export function beginText(kind: TransactionKind): string {
  const begin = `BEGIN ISOLATION LEVEL ${kind.isolation} ${kind.access} NOT DEFERRABLE;`.toUpperCase();
  const timeouts = [
    ['statement_timeout', kind.statementTimeoutMs ?? 0],
    ['lock_timeout', kind.lockTimeoutMs],
    ['idle_in_transaction_session_timeout', kind.idleTimeoutMs],
  ] as const;
  // At least 1: 0 would mean none.
  const limit = (ms: number) => (ms === 0 ? 0 : Math.max(1, Math.min(Math.ceil(ms), 2_147_483_647)));
  // First, as the role's own timeout may be shorter than the rest of this message takes: it ends with the next statement.
  return begin + timeouts.map(([name, ms]) => `SET LOCAL ${name} TO ${limit(ms)};`).join('') + setPinned;
}

/** Gives each pinned setting as it is, to be compared within the same transaction; `null` in the row for an unknown one. */
export const readPinnedSql = {
  text: `SELECT ${Object.keys(pinned)
    .map((name) => `current_setting('${name}', true)`)
    .join(', ')}`,
  values: [],
} as const;

/** Names of settings that are not as they were pinned. @param row of {@link readPinnedSql} */
export function notPinned(row: readonly (string | null)[]): PinnedSetting[] {
  // The keys of the object above are the settings.
  const names = Object.keys(pinned) as PinnedSetting[];
  return names.filter((name, index) => row[index] !== pinned[name]);
}
