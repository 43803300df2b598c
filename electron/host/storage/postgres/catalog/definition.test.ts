import { afterAll, beforeAll, expect, it } from 'vitest';
import { calm, makeCatalog, openCatalog, type TestCatalog } from '../../../../../test/support/postgres-catalog.ts';

/** What tables are made with, and no definition of a table holds. */
const before = `
  CREATE SCHEMA "Odd schema"; CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN email AS text CHECK (VALUE ~ '@');
  CREATE COLLATION loosely (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
  CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;`;

const made = [
  'public.people',
  'public.orders',
  'public.order_lines',
  'public.passing',
  'public.measures',
  'public.measures_2025',
  '"Odd schema"."The ""table""; --"',
  'public.child',
  'public.seen',
  'public.totals',
  'public."drop table people"',
];

let shop: TestCatalog;

beforeAll(async () => {
  shop = await makeCatalog(`${before}
    CREATE TABLE people (
      id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(40) DEFAULT 'it''s \\ "x"' NOT NULL CHECK (name <> ''), loud text GENERATED ALWAYS AS (upper(name)) STORED,
      quiet text GENERATED ALWAYS AS (lower(name)) VIRTUAL, m mood DEFAULT 'ok', mails email[], "user" text COLLATE loosely, price numeric(10,2), at timestamptz(3)
    );
    COMMENT ON TABLE people IS 'Who''s who \\ here'; COMMENT ON COLUMN people."user" IS 'line
break'; COMMENT ON CONSTRAINT people_pkey ON people IS 'The key';
    CREATE UNLOGGED TABLE passing (id int) WITH (fillfactor = 70); CREATE TABLE orders (id int PRIMARY KEY, buyer int REFERENCES people ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, UNIQUE NULLS NOT DISTINCT (buyer));
    CREATE INDEX by_buyer ON orders USING btree (buyer DESC NULLS LAST) INCLUDE (id) WHERE buyer > 5; CREATE UNIQUE INDEX ON orders ((id + 1));
    CREATE TABLE order_lines ("order" int REFERENCES orders, line int, PRIMARY KEY ("order", line), CHECK (line > 0) NOT VALID);
    CREATE TRIGGER watch BEFORE UPDATE OF line ON order_lines FOR EACH ROW WHEN (NEW.line > 3) EXECUTE FUNCTION keep();
    ALTER TABLE order_lines ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON order_lines AS RESTRICTIVE FOR UPDATE TO postgres USING (line > 1) WITH CHECK (line > 2); CREATE POLICY everything ON order_lines;
    CREATE TABLE measures (day date NOT NULL, value float8) PARTITION BY RANGE (day);
    CREATE TABLE measures_2025 PARTITION OF measures FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    CREATE TABLE "Odd schema"."The ""table""; --" ("A column" int, "__proto__" text);
    CREATE TABLE child (extra int) INHERITS (order_lines);
    CREATE VIEW seen WITH (security_barrier = true, check_option = local) AS SELECT id, name AS "a ""name""" FROM people WHERE id > 3;
    CREATE RULE nothing AS ON DELETE TO seen DO INSTEAD NOTHING;
    CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n FROM orders; CREATE UNIQUE INDEX ON totals (n);
    CREATE TABLE "drop table people" ();
    CREATE FOREIGN TABLE outside (line text) SERVER files OPTIONS (filename '/secret-place')`);
});

afterAll(() => shop[Symbol.asyncDispose]());

it('reads like the statements that make the table', async () => {
  expect((await shop.model('public.people')).definition).toBe(`CREATE TABLE public.people (
  id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
  name character varying(40) DEFAULT 'it''s \\ "x"'::character varying NOT NULL,
  loud text GENERATED ALWAYS AS (upper((name)::text)) STORED,
  quiet text GENERATED ALWAYS AS (lower((name)::text)) VIRTUAL,
  m public.mood DEFAULT 'ok'::public.mood,
  mails public.email[],
  "user" text COLLATE public.loosely,
  price numeric(10,2),
  at timestamp(3) with time zone,
  CONSTRAINT people_pkey PRIMARY KEY (id),
  CONSTRAINT people_name_check CHECK (((name)::text <> ''::text))
);
COMMENT ON TABLE public.people IS 'Who''s who \\ here';
COMMENT ON COLUMN public.people."user" IS 'line
break';
COMMENT ON CONSTRAINT people_pkey ON public.people IS 'The key';`);
  expect((await shop.model('public.measures')).definition).toBe(`CREATE TABLE public.measures (
  day date NOT NULL,
  value double precision
) PARTITION BY RANGE (day);
-- Partition public.measures_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')`);
  expect((await shop.model('public.order_lines')).definition).toContain('-- public.child inherits from it');
});

it('what it says makes the same table in another database', async () => {
  await using other = await makeCatalog(before);
  for (const id of made) await other.database.run((await shop.model(id)).definition);
  for (const id of made) expect((await other.model(id)).definition).toBe((await shop.model(id)).definition);
});

it('tells that policies decide which rows the role sees', async () => {
  const note = '-- Row security is on: this role sees the rows that the policies let it see';
  expect((await shop.model('public.order_lines')).definition).not.toContain(note);
  const role = await shop.database.role();
  await using restricted = await openCatalog(shop.database, {}, role);
  expect((await restricted.catalog.describe('public.order_lines', calm)).model.definition).toContain(note);
});

it('the options of a foreign table, where a password may stand, are left out', async () => {
  const model = await shop.model('public.outside');
  expect(model.definition).toBe('CREATE FOREIGN TABLE public.outside (\n  line text\n) SERVER files;');
  expect(model.readOnlyReason).toBe('The server that keeps this foreign table’s rows takes no changes');
});
