import { beforeEach, describe, expect, it } from 'vitest';
import type { RowChange } from '../../../../../shared/domain/change-set.ts';
import {
  base,
  type Described,
  edit,
  insert,
  openDescribe,
  remove,
  said,
  update,
} from '../../../../../test/support/sqlite-describe.ts';

const shop = `
  CREATE TABLE customers (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, email VARCHAR(20) UNIQUE, tier TEXT NOT NULL DEFAULT 'basic' CHECK (tier IN ('basic', 'gold')),
    balance DECIMAL(10, 2), score REAL, size INTEGER, loose, initial TEXT AS (upper(substr(name, 1, 1))) STORED,
    CONSTRAINT "rich is gold" CHECK (tier = 'gold' OR coalesce(balance, 0) < 1000)
  );
  CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers, parent INTEGER REFERENCES orders ON DELETE CASCADE, total INTEGER DEFAULT (2 + 3) CHECK (total > 0));
  CREATE UNIQUE INDEX open_once ON orders (customer) WHERE total = 1;
  CREATE UNIQUE INDEX one_letter ON customers (lower(initial)) WHERE tier = 'gold';
  INSERT INTO customers (id, name, email, balance, score, size) VALUES (1, 'Ada', 'ada@x', 12.5, 1.5, 3), (2, 'Bea', 'bea@x', NULL, NULL, NULL), (3, 'Cyr', NULL, 5, 2, 7);
  INSERT INTO orders VALUES (10, 1, NULL, 5), (11, 1, 10, 5), (12, 2, NULL, 1)`;

let described: Described;

describe('in a shop', () => {
  beforeEach(async () => {
    described = await openDescribe(shop);
  });
  const problemsOf = async (...changes: RowChange[]) => said((await described.of(changes)).problems);

  it('shows the statements in the order they run, with exact values', async () => {
    const { statements, problems } = await described.of([
      insert('new-1', 'customers', { name: "O'Hara\n", email: null, loose: { kind: 'bytes', hex: '00ff' } }),
      insert('new-2', 'orders', {
        customer: { kind: 'inserted', change: 'new-1', field: 'id' },
        total: { kind: 'default' },
      }),
      update(
        'customers',
        1n,
        edit('name', 'Ada', 'Ada L.'),
        edit('score', { kind: 'real', text: '1.5' }, { kind: 'real', text: '0.1' }),
        edit('tier', 'basic', { kind: 'default' }),
      ),
      remove('orders', 12n),
    ]);
    expect(problems).toEqual([]);
    expect(statements.map(({ change, sql }) => [change, sql])).toEqual([
      ['d12', 'DELETE FROM "orders" WHERE "id" IS 12'],
      ['u1', `UPDATE "customers" SET "name" = 'Ada L.', "score" = 0.1, "tier" = ('basic') WHERE "id" IS 1`],
      ['new-1', `INSERT INTO "customers" ("name", "email", "loose") VALUES ('O''Hara\n', NULL, x'00ff')`],
      ['new-2', 'INSERT INTO "orders" ("customer") VALUES (… /* id of the row that is inserted for new-1 */)'],
    ]);
  });

  it('shows long values by their beginning, in statements that can’t be run by mistake', async () => {
    const { statements } = await described.of([
      update(
        'customers',
        1n,
        edit('name', 'Ada', `${'x'.repeat(199)}😀${'y'.repeat(50)}`),
        edit('loose', null, { kind: 'bytes', hex: 'ab'.repeat(5000) }),
      ),
    ]);
    expect(statements[0]?.sql).toBe(
      `UPDATE "customers" SET "name" = '${'x'.repeat(199)}' … /* the first 199 of 251 characters */, "loose" = x'${'ab'.repeat(64)}' … /* the first 64 of 5,000 bytes */ WHERE "id" IS 1`,
    );
    expect(() => described.database.prepare(statements[0]?.sql ?? '')).toThrow(/syntax error|unrecognized token/);
  });

  it('finds what others have changed, and not what they have changed in the same way', async () => {
    described.database.exec(
      "UPDATE customers SET name = 'Eve', email = 'eve@x', size = 4 WHERE id = 1; DELETE FROM orders WHERE id = 12",
    );
    expect(
      await problemsOf(
        update('customers', 1n, edit('name', 'Ada', 'Ana'), edit('email', 'ada@x', 'eve@x'), edit('loose', null, 1n)),
        update('orders', 12n, edit('total', 1n, 2n)),
        { kind: 'delete', id: 'd3', model: 'customers', key: [3n], base: [{ field: 'name', base: base('Old') }] },
        remove('orders', 4711n),
      ),
    ).toEqual([
      ['u1', 'changed', [['name', 'Ada', 'Eve', 'Ana']]],
      ['u12', 'gone'],
      ['d3', 'changed', [['name', 'Old', 'Cyr', null]]],
    ]);
  });

  it('says what the store would make of a value, unless that was accepted', async () => {
    expect(
      await problemsOf(
        update(
          'customers',
          1n,
          edit('balance', { kind: 'real', text: '12.5' }, '9.50'),
          edit('score', { kind: 'real', text: '1.5' }, 3n),
          edit('size', 3n, '007'),
          edit('name', 'Ada', 5n),
          edit('loose', null, '007'),
        ),
        update('customers', 3n, edit('balance', 5n, '9.50', { kind: 'real', text: '9.5' }), edit('size', 7n, 'many')),
        update('customers', 2n, edit('score', null, { kind: 'real', text: '0.1000000000000000055511151231257827' })),
      ),
    ).toEqual([
      ['u1', 'adjusted', 'name', 5n, '5'],
      ['u1', 'adjusted', 'balance', '9.50', { kind: 'real', text: '9.5' }],
      ['u1', 'adjusted', 'size', '007', 7n],
      [
        'u2',
        'adjusted',
        'score',
        { kind: 'real', text: '0.1000000000000000055511151231257827' },
        { kind: 'real', text: '0.1' },
      ],
    ]);
  });

  it('finds NULLs, lengths, checks and types at once, each at its field', async () => {
    expect(
      await problemsOf(
        update(
          'customers',
          1n,
          edit('name', 'Ada', null),
          edit('email', 'ada@x', 'a'.repeat(21)),
          edit('tier', 'basic', 'silver'),
        ),
        update('customers', 2n, edit('balance', null, 5000n)),
        insert('new-1', 'customers', { id: 'x', email: null }),
        insert('new-2', 'orders', { customer: 1n, total: 0n }),
        update('customers', 3n, edit('balance', 5n, { kind: 'default' }), edit('tier', 'basic', 'gold')),
      ),
    ).toEqual([
      ['u1', 'length', 'email', 'At most 20 characters, not 21'],
      ['u1', 'not_null', 'name', 'A value is needed here'],
      ['u1', 'check', 'tier', "The store’s rule is not met: tier IN ('basic', 'gold')"],
      ['u2', 'check', 'balance', 'The store’s rule is not met: rich is gold'],
      ['new-1', 'type', 'id', 'The key must be an integer here'],
      ['new-1', 'not_null', 'name', 'A value is needed here'],
      ['new-2', 'check', 'total', 'The store’s rule is not met: total > 0'],
    ]);
  });

  it('finds rows that would be alike, in the store and among the changes', async () => {
    expect(
      await problemsOf(
        update('customers', 1n, edit('email', 'ada@x', 'bea@x')),
        insert('new-1', 'customers', { name: 'Dan', email: 'dan@x', id: 3n }),
        insert('new-2', 'customers', { name: 'Dan', email: 'dan@x' }),
        insert('new-3', 'orders', { customer: 2n, total: 1n }),
        insert('new-4', 'orders', { customer: 2n, total: 2n }),
      ),
    ).toEqual([
      ['u1', 'unique', 'email', 'Another row has this value'],
      ['new-1', 'unique', 'id', 'Another row has this value'],
      ['new-2', 'unique', 'email', 'Another row has this value'],
      ['new-3', 'unique', 'customer', 'Another row has this value'],
    ]);
    expect(
      await problemsOf(
        insert('new-1', 'customers', { name: 'ada2', tier: 'gold' }),
        insert('new-2', 'customers', { name: 'Ada3', tier: 'gold' }),
        insert('new-3', 'customers', { name: 'Ada4', tier: 'basic' }),
      ),
    ).toEqual([['new-2', 'unique', null, 'Another row is alike, which the store forbids']]);
  });

  it('lets a value pass from one row to another', async () => {
    expect(
      await problemsOf(
        update('customers', 2n, edit('email', 'bea@x', 'new@x')),
        update('customers', 1n, edit('email', 'ada@x', 'bea@x')),
        insert('new-1', 'customers', { name: 'Dan', email: 'ada@x' }),
        remove('orders', 12n),
        insert('new-2', 'orders', { customer: 2n, total: 1n }),
      ),
    ).toEqual([]);
  });

  it('finds references that lead nowhere, and lets them lead to rows that are written with them', async () => {
    expect(
      await problemsOf(
        insert('new-1', 'orders', { customer: 99n }),
        insert('new-2', 'orders', { customer: 50n }),
        insert('new-3', 'customers', { id: 50n, name: 'Dan' }),
        insert('new-4', 'orders', { customer: 3n }),
        remove('customers', 3n),
        update('orders', 10n, edit('parent', null, 10n)),
        update('orders', 11n, edit('parent', 10n, null)),
      ),
    ).toEqual([
      ['new-1', 'foreign_key', 'customer', 'No row of customers has this value as id'],
      ['new-4', 'foreign_key', 'customer', 'No row of customers has this value as id'],
    ]);
  });

  it('finds rows that stand in the way of a delete, or of another key', async () => {
    expect(await problemsOf(remove('customers', 1n), remove('customers', 2n))).toEqual([
      ['d1', 'foreign_key', null, '2 rows of orders refer to it'],
      ['d2', 'foreign_key', null, '1 row of orders refers to it'],
    ]);
    // Order 11 goes with its parent; what is left refers to another row.
    expect(
      await problemsOf(
        remove('customers', 1n),
        remove('orders', 10n),
        remove('customers', 2n),
        update('orders', 12n, edit('customer', 2n, 3n)),
      ),
    ).toEqual([]);
    expect(await problemsOf(update('customers', 1n, edit('id', 1n, 100n)))).toEqual([
      ['u1', 'foreign_key', 'id', 'Rows of orders refer to the present value'],
    ]);
  });
});
