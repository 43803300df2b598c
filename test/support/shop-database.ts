import Database from 'better-sqlite3';

/** A small shop: what editing needs of every kind. Rows are few and known. */
export function makeShopDatabase(path: string): void {
  const database = new Database(path);
  database.exec(`
    CREATE TABLE customers (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      email VARCHAR(60) UNIQUE,
      city TEXT,
      tier TEXT NOT NULL DEFAULT 'basic' CHECK (tier IN ('basic', 'gold')),
      balance DECIMAL(12, 2),
      loyalty BIGINT,
      active BOOLEAN NOT NULL DEFAULT 1,
      born DATE,
      preferences JSON,
      avatar BLOB,
      notes TEXT
    );
    CREATE TABLE orders (
      id INTEGER PRIMARY KEY,
      customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
      title TEXT NOT NULL,
      quantity INTEGER NOT NULL DEFAULT 1 CHECK (quantity > 0),
      label TEXT GENERATED ALWAYS AS (title || ' × ' || quantity) VIRTUAL
    );
    CREATE VIEW gold AS SELECT id, name FROM customers WHERE tier = 'gold';
  `);
  const customer = database.prepare(
    `INSERT INTO customers (id, name, email, city, tier, balance, loyalty, active, born, preferences, avatar, notes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const preferences = '{"limit": 9007199254740993, "rate": 10.00, "rate": 1e400}';
  const people = [
    ['Ada Novák', 'Prague'],
    ['山田 太郎', 'Osaka'],
    ['Olena Kovalenko', 'Kyiv'],
    ['José García', 'Madrid'],
    ['Ines Roth', 'Wien'],
    ['Tom Baker', 'Leeds'],
  ] as const;
  people.forEach(([name, city], index) => {
    const id = index + 1;
    customer.run(
      id,
      name,
      `person${id}@shop.example`,
      city,
      id === 2 ? 'gold' : 'basic',
      1204.5 + id,
      9_007_199_254_740_993n + BigInt(id),
      id % 2,
      `19${70 + id}-03-0${id}`,
      preferences,
      Buffer.from([0, 255, id]),
      id === 3 ? null : 'First line\nSecond line',
    );
  });
  const order = database.prepare('INSERT INTO orders (id, customer_id, title, quantity) VALUES (?, ?, ?, ?)');
  for (let id = 1; id <= 12; id += 1) order.run(id, 1 + (id % 4), `Print ${id}`, id);
  database.close();
}

/** One value as SQLite holds it: its storage class and its bytes. */
export function storedValue(path: string, table: string, id: number, column: string): string {
  const database = new Database(path, { readonly: true });
  try {
    const row = database
      .prepare<[number], [string, string | null]>(
        `SELECT typeof("${column}"), hex(CAST("${column}" AS BLOB)) FROM "${table}" WHERE id = ?`,
      )
      .raw()
      .get(id);
    return row === undefined ? 'no row' : row.join(' ');
  } finally {
    database.close();
  }
}

/** What {@link storedValue} gives for a text. */
export function storedText(text: string): string {
  return `text ${Buffer.from(text).toString('hex').toUpperCase()}`;
}

/** Every row of a table as SQLite holds it, column by column. */
export function storedRows(path: string, table: string): readonly string[] {
  const database = new Database(path, { readonly: true });
  try {
    const columns = database
      .prepare<[string], string>('SELECT name FROM pragma_table_xinfo(?) ORDER BY cid')
      .pluck()
      .all(table);
    const expression = columns
      .map((name) => `typeof("${name}") || ' ' || hex(CAST("${name}" AS BLOB))`)
      .join(" || '|' || ");
    return database.prepare<[], string>(`SELECT ${expression} FROM "${table}" ORDER BY id`).pluck().all();
  } finally {
    database.close();
  }
}

/** Somebody else, who changes the file while it is being edited. */
export function changeFromOutside(path: string, sql: string): void {
  const database = new Database(path, { timeout: 5000 });
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}
