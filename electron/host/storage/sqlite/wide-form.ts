/** Values up to this size are read with their row; it is far below what leaves a table's page for an overflow chain. */
export const inlineBytes = 1024;

/** SQLite walks the whole overflow chain for the first byte of a value: above this size no preview is worth it. */
export const previewedBytes = 256 * 1024;

/** Columns of one field in the wide form. */
export const wideWidth = 3;

/**
 * The three columns of a field in the wide form: the value (text as its bytes), its storage class, its size in bytes.
 * @param field a quoted name.
 * @param cut `none`: always whole (the size is NULL); `preview`: big values come as their first bytes; `size`: as NULL.
 */
export function wideColumns(field: string, cut: 'none' | 'preview' | 'size'): string {
  const whole = `CASE typeof(${field}) WHEN 'text' THEN CAST(${field} AS BLOB) ELSE ${field} END`;
  if (cut === 'none') return `${whole}, typeof(${field}), NULL`;
  const head =
    cut === 'preview'
      ? `CASE WHEN octet_length(${field}) <= ${previewedBytes} THEN substr(CAST(${field} AS BLOB), 1, ${inlineBytes}) END`
      : 'NULL';
  return `CASE WHEN octet_length(${field}) > ${inlineBytes} THEN ${head} ELSE ${whole} END, typeof(${field}), octet_length(${field})`;
}

/**
 * A field as one column: the value, or a token that stands for one too big to travel with its row. The token is random for
 * each file that is opened, so that no stored value can equal it; one column instead of three halves the time of a page.
 * Measuring a number would write it out as text first: numbers, which are less than any text, are let through before.
 */
export function narrowColumn(field: string, isMostlyText: boolean, cutToken: string): string {
  const number = isMostlyText ? '' : `WHEN ${field} < '' THEN ${field} `;
  return `CASE ${number}WHEN octet_length(${field}) > ${inlineBytes} THEN ${cutToken} ELSE ${field} END`;
}
