/**
 * What the catalogue of a server has, by its version (`server_version_num`): columns that a server does not know yet are
 * written as constants. Servers from version 12 on are meant to work.
 */
export interface ServerFeatures {
  /** `pg_index.indnullsnotdistinct` (15). */
  readonly nullsNotDistinct: string;
  /** `pg_constraint.confdelsetcols` (15). */
  readonly deleteSetColumns: string;
  /** `pg_constraint.conenforced` (18). */
  readonly isEnforced: string;
  /** `pg_constraint.conperiod` (18). */
  readonly isPeriod: string;
  /** NOT NULL that was declared NOT VALID (18): rows from before may hold NULL. */
  readonly isNotNullValid: string;
  /** `pg_range.rngmultitypid` (14). */
  readonly multirange: string;
}

/** Only the newest server can be tried in tests, so that the branches stay this small. */
export function featuresOf(versionNumber: number): ServerFeatures {
  const since = (version: number, column: string, before: string) =>
    versionNumber >= version * 10_000 ? column : before;
  return {
    nullsNotDistinct: since(15, 'i.indnullsnotdistinct', 'false'),
    deleteSetColumns: since(15, 'k.confdelsetcols', 'NULL::int2[]'),
    isEnforced: since(18, 'k.conenforced', 'true'),
    isPeriod: since(18, 'k.conperiod', 'false'),
    isNotNullValid: since(
      18,
      `NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
                    WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND NOT k.convalidated AND k.conkey = ARRAY[a.attnum])`,
      'true',
    ),
    multirange: since(14, 'r.rngmultitypid', '0'),
  };
}
