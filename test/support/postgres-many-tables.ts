import type { TestDatabase } from './postgres.ts';

/** One connection's caches grow with every table it makes, and its time with them. */
const tablesOfConnection = 1000;

/**
 * Makes that many tables, 1,000 in each schema `area_1`, `area_2`, …: `orderLines_1`, `orderLines_2`, …
 * The planner knows afterwards how many there are, as it does in a database that has been there for a day.
 */
export async function makeManyTables(database: TestDatabase, count: number): Promise<void> {
  for (let schema = 1; (schema - 1) * tablesOfConnection < count; schema += 1) {
    const tables = Math.min(tablesOfConnection, count - (schema - 1) * tablesOfConnection);
    const connection = await database.connect();
    await connection.run(`
      CREATE SCHEMA area_${schema};
      DO $$ BEGIN
        FOR n IN 1..${tables} LOOP
          EXECUTE pg_catalog.format('CREATE TABLE area_${schema}.%I (id int, amount numeric(9,2))', 'orderLines_' || n);
        END LOOP;
      END $$`);
    await connection.end();
  }
  await database.run('VACUUM ANALYZE pg_catalog.pg_class');
}
