/** The probe's name in SQL. */
export const probeFunction = 'storeroom_live';

/** Rows between two calls of the probe; a power of two. */
export const probedRows = 256;

/** Calls the probe now and then without knowing anything of the row; 40 ns a row. */
export const chanceProbe = `CASE WHEN (random() & ${probedRows - 1}) = 0 THEN ${probeFunction}() ELSE 1 END`;
