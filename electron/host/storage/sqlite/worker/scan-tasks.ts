import type { SqliteTasks, StoredValue } from '../protocol.ts';
import type { Sql } from '../sql-text.ts';
import { wideWidth } from '../wide-form.ts';
import { type DriverValue, storedValue } from './decode.ts';
import { TimeIsOver } from './live.ts';
import type { Reader } from './reader.ts';

function storedRow(reader: Reader, row: readonly DriverValue[], width: number): readonly StoredValue[] {
  return Array.from({ length: width }, (_, position) => {
    const base = position * wideWidth;
    return storedValue(row[base] ?? null, row[base + 1] ?? null, reader.encoding);
  });
}

/**
 * The row `skip` rows after the start of the segments. SQLite steps over the rows by itself, so that
 * ten thousand of them take less time than one call does otherwise.
 * Each segment takes its LIMIT and OFFSET as its last two parameters.
 */
export function seekRow(reader: Reader, input: SqliteTasks['seek']['input']): SqliteTasks['seek']['output'] {
  reader.live.setDeadline(input.deadlineMs);
  return reader.reading(() => {
    let passed = 0;
    try {
      for (const segment of input.segments) {
        reader.live.check();
        const left = BigInt(input.skip - passed);
        const row = reader.prepare(segment.text).get(...segment.values, 1n, left);
        if (row) return { values: storedRow(reader, row, input.width), passed: input.skip, isStopped: false };
        // Fewer rows than that: they are counted, at most as many as were stepped over.
        const counted = reader.prepare(`SELECT count(*) FROM (${segment.text})`).get(...segment.values, left, 0n);
        passed += Number(counted?.[0] ?? 0n);
      }
    } catch (error) {
      if (!(error instanceof TimeIsOver)) throw error;
      return { values: null, passed, isStopped: true };
    }
    return { values: null, passed, isStopped: false };
  });
}

export function sampleRows(reader: Reader, input: SqliteTasks['sample']['input']): SqliteTasks['sample']['output'] {
  const span = input.max - input.min;
  const statement = reader.prepare(input.sql.text);
  const rows: (readonly StoredValue[])[] = [];
  reader.reading(() => {
    for (let step = 0n; step < input.count; step += 1n) {
      reader.live.check();
      const row = statement.get(
        input.min + (span * (2n * step + 1n)) / (2n * BigInt(input.count)),
        ...input.sql.values,
      );
      if (row) rows.push(storedRow(reader, row, input.width));
    }
  });
  return rows;
}

/** Rows between two looks at the clock while the sorted rows come out, when the probe is no longer called. */
const checkedRows = 4096;

/** Walks a statement that had to sort, once, from its first row to its last. */
export function walkRows(reader: Reader, input: SqliteTasks['walk']['input']): SqliteTasks['walk']['output'] {
  reader.live.setDeadline(input.deadlineMs);
  const boundaries: (readonly StoredValue[])[] = [];
  let count = 0;
  try {
    for (const row of reader.prepare(input.sql.text).iterate(...input.sql.values)) {
      if (count % input.every === 0) boundaries.push(storedRow(reader, row, input.width));
      count += 1;
      if (count % checkedRows === 0) reader.live.check();
    }
  } catch (error) {
    if (!(error instanceof TimeIsOver)) throw error;
    return { boundaries, count, isComplete: false };
  }
  return { boundaries, count, isComplete: true };
}

/** Sorts once and keeps the whole order: from then on any row of it is a look-up away. */
export function rankRows(reader: Reader, input: SqliteTasks['rank']['input']): SqliteTasks['rank']['output'] {
  reader.live.setDeadline(input.deadlineMs);
  let ranks = new BigInt64Array(new ArrayBuffer(checkedRows * BigInt64Array.BYTES_PER_ELEMENT));
  let count = 0;
  try {
    for (const [rowid] of reader.prepare(input.sql.text).iterate(...input.sql.values)) {
      if (count === ranks.length) {
        const grown = new BigInt64Array(new ArrayBuffer(ranks.byteLength * 2));
        grown.set(ranks);
        ranks = grown;
      }
      ranks[count] = typeof rowid === 'bigint' ? rowid : 0n;
      count += 1;
      if (count % checkedRows === 0) reader.live.check();
    }
  } catch (error) {
    if (error instanceof TimeIsOver) return null;
    throw error;
  }
  return ranks.slice(0, count);
}

export function runQuery(reader: Reader, input: SqliteTasks['query']['input']): SqliteTasks['query']['output'] {
  reader.live.setDeadline(input.deadlineMs);
  try {
    return reader.prepare(input.sql.text).all(...input.sql.values);
  } catch (error) {
    if (error instanceof TimeIsOver) return null;
    throw error;
  }
}

export function explain(reader: Reader, sql: Sql): readonly string[] {
  return reader
    .prepare(`EXPLAIN QUERY PLAN ${sql.text}`)
    .all(...sql.values)
    .map((row) => String(row.at(-1)));
}
