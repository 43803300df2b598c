/**
 * SQL that makes the table `measurements` with that many rows, the same as `bigTable` makes for SQLite.
 *
 * `id` without gaps · `amount` indexed, 100,000 different values · `moment` indexed, with NULLs · `city` indexed, one of ten ·
 * the view `cities` adds all rows up, the view `plain` has them without a key · `name` and `note` text without an index
 * (`note` NULL in every third row) · `price` a double.
 */
export function measurementsSql(rows: number): string {
  return `
    CREATE TABLE measurements (
      id int8 NOT NULL, name text NOT NULL, amount int4 NOT NULL, city text NOT NULL, note text, price float8 NOT NULL, moment timestamptz
    );
    INSERT INTO measurements
      SELECT i, 'Measurement ' || ((i * 7919) % ${rows}), (i * 104729) % 100000,
        (ARRAY['Prague', 'Lisbon', 'Osaka', 'Lima', 'Oslo', 'Cairo', 'Quito', 'Riga', 'Turin', 'Accra'])[i % 10 + 1],
        CASE WHEN i % 3 > 0 THEN 'note ' || (i * 31 % 977) END, (i * 37 % 100000) / 7.0,
        CASE WHEN i % 5 > 0 THEN to_timestamp(1600000000 + (i * 7) % 90000000) END
      FROM generate_series(1::int8, ${rows}) i;
    ALTER TABLE measurements ADD PRIMARY KEY (id);
    CREATE INDEX measurements_by_amount ON measurements (amount);
    CREATE INDEX measurements_by_moment ON measurements (moment);
    CREATE INDEX measurements_by_city ON measurements (city);
    CREATE INDEX measurements_by_city_and_amount ON measurements (city, amount DESC);
    CREATE VIEW cities AS SELECT city, count(*) AS measurements, sum(amount) AS amount, max(name) AS last FROM measurements GROUP BY city;
    CREATE VIEW plain AS SELECT name, amount FROM measurements;`;
}

/** So that indexes alone can be read, and the planner knows what it plans for. Outside of a transaction. */
export const settleMeasurements = 'VACUUM (ANALYZE) measurements';
