import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quoteName } from '../sql-text.ts';
import { tokenizeSql } from './sql-tokens.ts';
import { parseTableDefinition } from './table-definition.ts';

/** As SQLite keeps it after it has accepted it. */
function definitionOf(sql: string): string {
  const database = new Database(':memory:');
  try {
    database.exec(sql);
    return database.prepare<[], string>("SELECT sql FROM sqlite_schema WHERE type = 'table'").pluck().all().join('\n');
  } finally {
    database.close();
  }
}

function expressionsOf(sql: string): readonly string[] {
  return parseTableDefinition(definitionOf(sql)).checks.map(({ expression }) => expression);
}

it('finds the CHECKs of columns and of the table, with their names', () => {
  const { checks } = parseTableDefinition(
    definitionOf(`CREATE TABLE t (
      a INTEGER CONSTRAINT positive CHECK (a > 0) NOT NULL DEFAULT 1,
      b TEXT CHECK(length(b) < 5) CHECK (b <> 'x'),
      CONSTRAINT "both ""of"" them" CHECK (a + length(b) < 100),
      UNIQUE (a, b), CHECK ((a) IN (1, 2))
    )`),
  );
  expect(checks.map(({ name, expression }) => [name, expression])).toEqual([
    ['positive', 'a > 0'],
    [null, 'length(b) < 5'],
    [null, "b <> 'x'"],
    ['both "of" them', 'a + length(b) < 100'],
    [null, '(a) IN (1, 2)'],
  ]);
});

it('is not misled by comments, strings, quoted names or brackets inside of them', () => {
  expect(
    expressionsOf(
      `CREATE TABLE t ( -- CHECK (no)
      "CHECK (a" TEXT, /* , CHECK (no) */ [b) CHECK (c] TEXT DEFAULT 'CHECK (no)', \`d\` TEXT CHECK (d <> ')' /* ) */ AND "CHECK (a" <> '''(' -- )
      ), e TEXT DEFAULT (upper('CHECK (1)')) CHECK (e NOT IN ('(', ')')) /* unclosed`.replace('/* unclosed', ')'),
    ),
  ).toEqual([`d <> ')' /* ) */ AND "CHECK (a" <> '''('`, "e NOT IN ('(', ')')"]);
});

it('reads names, defaults, collations and generated columns', () => {
  const { columns, isStrict } = parseTableDefinition(
    definitionOf(`CREATE TABLE t (
      'id' INTEGER PRIMARY KEY AUTOINCREMENT, "na""me" VARCHAR(20, 3) COLLATE "NoCase" DEFAULT -5, c DEFAULT (1 + (2)) NOT NULL,
      d REFERENCES u (x) ON DELETE SET DEFAULT DEFAULT bare, e AS (c || 'x') STORED, f INT GENERATED ALWAYS AS (c * (2)), g DEFAULT x'00ff',
      h DEFAULT CURRENT_TIMESTAMP COLLATE RTRIM, PRIMARY_ INT, check_ INT
    )`),
  );
  expect(isStrict).toBe(false);
  expect(columns).toEqual([
    { name: 'id', defaultClause: null, generated: null, collation: null },
    { name: 'na"me', defaultClause: '-5', generated: null, collation: 'NOCASE' },
    { name: 'c', defaultClause: '(1 + (2))', generated: null, collation: null },
    { name: 'd', defaultClause: 'bare', generated: null, collation: null },
    { name: 'e', defaultClause: null, generated: "c || 'x'", collation: null },
    { name: 'f', defaultClause: null, generated: 'c * (2)', collation: null },
    { name: 'g', defaultClause: "x'00ff'", generated: null, collation: null },
    { name: 'h', defaultClause: 'CURRENT_TIMESTAMP', generated: null, collation: 'RTRIM' },
    { name: 'PRIMARY_', defaultClause: null, generated: null, collation: null },
    { name: 'check_', defaultClause: null, generated: null, collation: null },
  ]);
});

it('knows a STRICT table, also beside WITHOUT ROWID, and says nothing of what is no table', () => {
  expect(parseTableDefinition('CREATE TABLE t (a INT PRIMARY KEY) STRICT, WITHOUT ROWID').isStrict).toBe(true);
  expect(parseTableDefinition('CREATE TABLE t ("STRICT" INT)').isStrict).toBe(false);
  expect(parseTableDefinition('CREATE VIRTUAL TABLE t USING fts5(a, CHECK (b))')).toEqual({
    columns: [],
    checks: [],
    isStrict: false,
  });
  expect(parseTableDefinition('').columns).toEqual([]);
});

it('follows columns that were added and renamed later', () => {
  expect(
    expressionsOf(
      "CREATE TABLE t (a); ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'x' CHECK (b IN ('x', 'y')); ALTER TABLE t RENAME b TO \"c d\"",
    ),
  ).toEqual([`"c d" IN ('x', 'y')`]);
});

const awkward = fc.constantFrom(
  'CHECK',
  '(',
  ')',
  ',',
  '"',
  "'",
  '`',
  '[',
  ']',
  '--',
  '/*',
  '*/',
  ' ',
  'a',
  'é',
  ';',
  '\n',
  '😀',
);
const text = fc.array(awkward, { maxLength: 8 }).map((parts) => parts.join(''));

it('finds each CHECK whatever names and texts stand around it', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(
        text.filter((name) => name !== ''),
        { minLength: 1, maxLength: 4, selector: (name) => name.toLowerCase() },
      ),
      fc.array(text, { minLength: 4, maxLength: 4 }),
      (names, values) => {
        const quoted = values.map((value) => `'${value.replaceAll("'", "''")}'`);
        const expressions = names.map((name, at) => `${quoteName(name)} <> ${quoted[at]}`);
        const columns = names.map(
          (name, at) => `${quoteName(name)} TEXT DEFAULT ${quoted[at]} /* ) */ CHECK (${expressions[at]})`,
        );
        const parsed = parseTableDefinition(definitionOf(`CREATE TABLE "t(" (${columns.join(',')})`));
        expect(parsed.checks.map(({ expression }) => expression)).toEqual(expressions);
        expect(parsed.columns.map(({ name }) => name)).toEqual(names);
        expect(parsed.columns.map(({ defaultClause }) => defaultClause)).toEqual(quoted.slice(0, names.length));
      },
    ),
    { numRuns: 300 },
  );
});

it('cuts any text into pieces that lie in it one after the other', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), text), (sql) => {
      let end = 0;
      for (const token of tokenizeSql(sql)) {
        expect(token.start).toBeGreaterThanOrEqual(end);
        expect(token.end).toBeGreaterThan(token.start);
        end = token.end;
      }
      expect(end).toBeLessThanOrEqual(sql.length);
    }),
  );
});
