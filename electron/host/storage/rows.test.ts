import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeRowKey } from '../../../shared/domain/row-key.ts';
import { openLasting } from '../../../test/support/sqlite-session.ts';
import type { HostContext } from '../api/context.ts';
import { referenceCaptions } from './captions.ts';
import { cellBytes } from './cell-bytes.ts';
import { calm } from './conformance/walks.ts';
import type { Session } from './connector.ts';
import { findRows } from './find-rows.ts';
import { relatedRows } from './related.ts';

const longName = 'N'.repeat(400);
let session: Session;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ session, close } = await openLasting((database) => {
    database.pragma('foreign_keys = OFF');
    database.exec(`
      CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, notes TEXT);
      CREATE TABLE countries (code TEXT PRIMARY KEY, title TEXT);
      CREATE TABLE orders (
        id INTEGER PRIMARY KEY, number TEXT, customer INTEGER REFERENCES customers (id), country TEXT REFERENCES countries (code), loose TEXT REFERENCES customers (id)
      );
      CREATE INDEX orders_by_customer ON orders (customer);
      CREATE TABLE lines (order_id INTEGER REFERENCES orders (id), line INTEGER, text TEXT, PRIMARY KEY (order_id, line)) WITHOUT ROWID;
      CREATE TABLE parts (id INTEGER PRIMARY KEY, order_id INTEGER, line INTEGER, FOREIGN KEY (order_id, line) REFERENCES lines);
      CREATE TABLE numbers (a INTEGER, b INTEGER);
      INSERT INTO customers VALUES (1, 'Ada Novák', NULL), (2, '', 'x'), (3, '${longName}', NULL), (4, NULL, NULL);
      INSERT INTO countries VALUES ('CZ', 'Czechia'), ('PT', 'Portugal');
      INSERT INTO orders VALUES (10, 'A-10', 1, 'CZ', '1'), (11, 'A-11', 1, NULL, NULL), (12, 'B-12', 99, 'XX', NULL);
      INSERT INTO lines VALUES (10, 1, 'First'), (10, 2, 'Second'), (11, 1, 'Third');
      INSERT INTO parts VALUES (1, 10, 2), (2, 10, 2), (3, NULL, 1);`);
  }));
});
afterAll(() => close());

describe('captions', () => {
  it('come for all values at once, in their order, with what is missing as null', async () => {
    const captions = await referenceCaptions(session, 'orders', 'customer', [2n, 1n, 99n, null, 1n, 3n, 4n], calm());
    expect(captions).toEqual(['2', 'Ada Novák', null, null, 'Ada Novák', `${'N'.repeat(256)}…`, '4']);
  });

  it('find a target whose key is stored in another form', async () => {
    expect(await referenceCaptions(session, 'orders', 'loose', ['1', 'x'], calm())).toEqual(['Ada Novák', null]);
  });

  it('of text keys, and of a field that refers to nothing', async () => {
    expect(await referenceCaptions(session, 'orders', 'country', ['PT', 'XX'], calm())).toEqual(['Portugal', null]);
    expect(await referenceCaptions(session, 'orders', 'number', ['A-10'], calm())).toEqual([null]);
  });
});

describe('related rows', () => {
  it('go both ways, with counts and captions', async () => {
    const related = await relatedRows(session, 'orders', [10n], calm());
    const short = related.map(({ direction, model, count, caption, key, filter }) => ({
      direction,
      model,
      count,
      caption,
      key,
      filter,
    }));
    const is = (field: string, value: bigint | string) => ({ kind: 'compare', field, op: 'is', value });
    const exact = (value: number) => ({ kind: 'exact', value });
    expect(short).toEqual(
      expect.arrayContaining([
        {
          direction: 'out',
          model: 'customers',
          count: exact(1),
          caption: 'Ada Novák',
          key: [1n],
          filter: is('id', 1n),
        },
        {
          direction: 'out',
          model: 'countries',
          count: exact(1),
          caption: 'Czechia',
          key: ['CZ'],
          filter: is('code', 'CZ'),
        },
        { direction: 'in', model: 'lines', count: exact(2), caption: null, key: null, filter: is('order_id', 10n) },
      ]),
    );
    expect(short.length).toBe(4);
  });

  it('by composite keys', async () => {
    const related = await relatedRows(session, 'lines', [10n, 2n], calm());
    expect(related.map(({ direction, model, count }) => [direction, model, count?.value])).toEqual([
      ['out', 'orders', 1],
      ['in', 'parts', 2],
    ]);
  });

  it('of references that are NULL or lead nowhere are none', async () => {
    const related = await relatedRows(session, 'orders', [12n], calm());
    const customer = related.find(({ relation }) => relation.fromFields[0] === 'customer');
    const loose = related.find(({ relation }) => relation.fromFields[0] === 'loose');
    expect([customer?.count, customer?.key, loose?.count, loose?.caption]).toEqual([
      { kind: 'exact', value: 0 },
      null,
      { kind: 'exact', value: 0 },
      null,
    ]);
    await expect(relatedRows(session, 'orders', [999n], calm())).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the palette finds rows', () => {
  const find = async (text: string) =>
    (await findRows(new Map([['main', session]]), text, 20, calm())).map(
      ({ model, key, caption }) => `${model} ${encodeRowKey(key)} ${caption}`,
    );

  it('by integer, text and composite key', async () => {
    expect(await find('10')).toEqual(['orders i10 A-10']);
    expect(await find('CZ')).toEqual(['countries tCZ Czechia']);
    expect(await find('10, 2')).toEqual(['lines i10~i2 Second']);
    expect(await find('1')).toContain('customers i1 Ada Novák');
  });

  it('by the beginning of their caption, whatever the case', async () => {
    expect(await find('a-1')).toEqual(['orders i10 A-10', 'orders i11 A-11']);
    expect(await find('ada')).toEqual(['customers i1 Ada Novák']);
  });

  it('and nothing for a text no key can be', async () => {
    expect(await find('99999999999999999999999')).toEqual([]);
    expect(await find('%')).toEqual([]);
  });
});

describe('a cell as a download', () => {
  // The route asks the context for the storage only.
  const context = {
    projects: { get: () => ({ storages: new Map([['main', { session: async () => session }]]) }) },
  } as unknown as HostContext;
  const download = (...segments: string[]) => cellBytes(new Request('http://x/'), segments, context);

  it('is an attachment, whole, with a name', async () => {
    const response = await download('p', 'main', 'customers', 'i3', 'name');
    expect(await response.text()).toBe(longName);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="customers-i3-name.txt"/);
  });

  it('is not found where there is no such row, storage or address', async () => {
    await expect(download('p', 'main', 'customers', 'i77', 'name')).rejects.toMatchObject({ code: 'not_found' });
    await expect(download('p', 'other', 'customers', 'i3', 'name')).rejects.toMatchObject({ code: 'not_found' });
    await expect(download('p', 'main', 'customers')).rejects.toMatchObject({ code: 'not_found' });
    await expect(download('p', 'main', 'customers', '???', 'name')).rejects.toMatchObject({ code: 'bad_request' });
  });
});
