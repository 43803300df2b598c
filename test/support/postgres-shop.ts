/**
 * A shop in two schemas with what the window must cope with: an identity key, an enum, a list, a document, times with a
 * zone, references across schemas, a view, a table without a key, a table nobody but the owner may read.
 */
export const postgresShopSql = `
CREATE SCHEMA billing;
CREATE TYPE public.mood AS ENUM ('calm', 'busy', 'away');
CREATE TABLE public.customers (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  email varchar(80) UNIQUE,
  city text,
  mood public.mood NOT NULL DEFAULT 'calm',
  balance numeric(12,2) NOT NULL DEFAULT 0,
  vip boolean NOT NULL DEFAULT false,
  tags text[] NOT NULL DEFAULT '{}',
  profile jsonb,
  seen timestamptz
);
COMMENT ON COLUMN public.customers.city IS 'Where letters go to';
CREATE TABLE billing.invoices (
  id bigint PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES public.customers ON DELETE CASCADE,
  amount numeric(12,2) NOT NULL CHECK (amount >= 0),
  issued date NOT NULL
);
CREATE INDEX ON billing.invoices (customer_id);
CREATE VIEW billing.totals AS
  SELECT customer_id, sum(amount) AS total FROM billing.invoices GROUP BY customer_id;
CREATE TABLE public.visits (at timestamptz NOT NULL, page text NOT NULL);
CREATE TABLE billing.salaries (id integer PRIMARY KEY, amount numeric(12,2));
INSERT INTO public.customers (name, email, city, mood, balance, vip, tags, profile, seen) VALUES
  ('Ada Novák', 'ada@example.org', 'Prague', 'busy', 1204.50, true, '{vip,"two words"}', '{"a": 9007199254740993, "b": 10.00}', '2026-03-01 12:00:00.123456+00'),
  ('山田 太郎', 'taro@example.org', 'Osaka', 'calm', -12.00, false, '{}', NULL, 'infinity'),
  ('Olena Kovalenko', NULL, 'Kyiv', 'away', 0.10, false, '{a,NULL,"{b}"}', '[]', '0044-03-15 12:00:00+00 BC'),
  ('Tom Baker', 'tom@example.org', 'Leeds', 'calm', 12345678.90, false, '{}', 'null', NULL),
  ('Ines Roth', 'ines@example.org', NULL, 'calm', 7.00, true, '{}', '{"deep": {"er": [1, 2]}}', '2026-11-22 00:00:00+00');
INSERT INTO billing.invoices SELECT n, 1 + n % 5, n * 1.25, date '2026-01-01' + n FROM generate_series(1, 40) AS n;
INSERT INTO public.visits SELECT timestamptz '2026-01-01 00:00+00' + n * interval '1 hour', '/p/' || n FROM generate_series(1, 30) AS n;
`;
