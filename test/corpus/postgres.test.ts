import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { calm } from '../../electron/host/storage/conformance/walks.ts';
import type { StoreChange } from '../../electron/host/storage/connector.ts';
import type { RowChange } from '../../shared/domain/change-set.ts';
import { type DatabaseDump, type Difference, differences } from '../support/digest.ts';
import { dumpPostgres } from '../support/digest-postgres.ts';
import { hostileDefaults, type TestDatabase } from '../support/postgres.ts';
import { rowsOf } from '../support/sqlite-session.ts';
import { applyChanges, restoring } from '../support/sqlite-write.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { expectShown, printable, same, short } from './compare-cells.ts';
import { alteredValues } from './postgres/altered.ts';
import {
  type CorpusTable,
  corpusCell,
  corpusSize,
  corpusTables,
  makeCorpusDatabase,
  type OpenedPostgres,
  openPostgres,
  openPostgresSession,
} from './postgres-database.ts';

const manyBytes = 16 * 1024 * 1024;

/**
 * Defaults of a role under which every text would be another one, and statements would not be given the time they take. Not
 * less time: beginning a transaction must fit in, which is what ends the default.
 */
const hostile = {
  ...hostileDefaults,
  DateStyle: 'German',
  extra_float_digits: '0',
  statement_timeout: '200',
  search_path: '',
  lc_monetary: 'C',
};

it('holds more than two hundred values', () => {
  expect(corpusSize).toBeGreaterThan(200);
});

let database: TestDatabase;
let place: Awaited<ReturnType<typeof makeTemporaryDirectory>>;

beforeAll(async () => {
  place = await makeTemporaryDirectory();
  database = await makeCorpusDatabase();
  // What is read from outside is what a value is under the pinned settings.
  await database.run(
    "SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1; SET bytea_output = 'hex'; SET TimeZone = 'UTC'",
  );
}, 120_000);
afterAll(async () => {
  await database?.drop();
  await place.remove();
});

it('gives the same texts to a role that may only read by default', async () => {
  const role = await database.role({ defaults: { ...hostile, default_transaction_read_only: 'on' } });
  const session = await openPostgresSession(role.config, role.password, place.path);
  onTestFinished(() => session[Symbol.asyncDispose]());
  expect(session.write).toBeUndefined();
  for (const { model, type, values } of corpusTables) {
    const keys = values.map((_, at) => [BigInt(at + 1)]);
    const rows = await session.read(model, keys, ['v'], calm());
    for (const [at, { text }] of values.entries()) expectShown(rows[at]?.[0] ?? null, corpusCell(type, text));
  }
}, 120_000);

describe.each([
  ['its owner', false],
  ['a role whose defaults are all hostile', true],
])('PostgreSQL, opened by %s', (_, isHostile) => {
  let opened: OpenedPostgres;
  let before: DatabaseDump;

  beforeAll(async () => {
    const role = isHostile ? await database.role({ defaults: hostile }) : null;
    opened = await openPostgres(role?.config ?? database.config, role?.password ?? database.password, place.path);
    before = await dumpPostgres(database.url);
  }, 120_000);
  afterAll(() => opened?.session[Symbol.asyncDispose]());

  /** New rows take numbers, which are not given back. */
  async function changed(): Promise<readonly Difference[]> {
    const found = differences(before, await dumpPostgres(database.url));
    return found.filter((one) => !(one.kind === 'schema' && /^[-+] sequence /.test(one.definition)));
  }

  async function unchanged(): Promise<void> {
    const other = await changed();
    if (other.length > 0)
      throw new Error(
        `${other.length} differences: ${other
          .slice(0, 5)
          .map((one) => short(JSON.stringify(one)))
          .join('\n')}`,
      );
  }

  describe.each(corpusTables.map((table) => [table.family, table.type, table] as const))(
    '%s: %s',
    (__, type, table) => {
      it('comes out exactly: on a page, by its key, whole, and as bytes', async () => {
        const { session } = opened;
        const page = await session.page(
          { query: rowsOf(table.model), columns: ['id', 'v'], at: { kind: 'start' }, limit: 200 },
          calm(),
        );
        expect(page.keys.map(([id]) => id)).toEqual(table.values.map((___, at) => BigInt(at + 1)));
        const read = await session.read(table.model, page.keys, ['v'], calm());
        for (const [at, { text }] of table.values.entries()) {
          const cell = corpusCell(type, text);
          expectShown(page.rows[at]?.[1] ?? null, cell);
          expectShown(read[at]?.[0] ?? null, cell);
          expect(same(await session.cell(table.model, [BigInt(at + 1)], 'v', manyBytes, calm()), cell)).toBe('same');
          const pieces = [];
          for await (const piece of session.stream(table.model, [BigInt(at + 1)], 'v', calm())) pieces.push(piece);
          expect(short(Buffer.concat(pieces).toString('latin1'))).toBe(short(bytesOf(type, text).toString('latin1')));
        }
      });

      it('is stored as itself when it is typed, in a new row and over NULL; an undo takes it back', async () => {
        const { write, session } = opened;
        const { fields } = await session.describe(table.model, calm());
        const canBeNull = fields.find(({ name }) => name === 'v')?.nullable;
        for (const make of canBeNull === true ? [inserts, overNull] : [inserts]) {
          const result = await applyChanges(write, await make(table, database));
          if (result.kind === 'refused') {
            throw new Error(`refused: ${short(JSON.stringify(result.problems, printable))}`);
          }
          const keys = new Map(result.rows.map(({ change, key }) => [change, key]));
          const stored = new Map(pairs(await database.run(`SELECT id, v FROM ${table.model}`)));
          const texts = table.values.map((___, at) => stored.get(String(keys.get(`v${at}`)?.[0])) ?? 'no row, or NULL');
          expect(texts.map(short)).toEqual(table.values.map(({ text }) => short(text)));
          expect((await applyChanges(write, restoring(result.images))).kind).toBe('saved');
          await database.run(`DELETE FROM ${table.model} WHERE id >= 50000 AND id < 60000`);
        }
      });
    },
  );

  it.each(alteredValues.map(({ type, typed, answer }) => [type, typed, answer] as const))(
    '%s: %o is %s, and not stored as something else',
    async (type, typed, answer) => {
      const table = corpusTables.find((given) => given.type === type);
      if (!table) throw new Error(`No table of ${type}`);
      const fields = [{ field: 'v', value: { kind: 'cell', cell: typed } as const }];
      const change: RowChange = { kind: 'insert', id: 'new', model: table.model, fields };
      const result = await applyChanges(opened.write, [change]);
      if (result.kind !== 'refused') throw new Error(`It was stored: ${JSON.stringify(result.rows, printable)}`);
      expect(result.problems.map(({ kind }) => kind)).toEqual([answer]);
      // The server does not name the column of what it can’t parse for every type.
      expect(result.problems[0]).toMatchObject({ change: 'new' });
      const described = await opened.write.describe(
        { changes: [change], readUpload: () => Promise.reject(new Error()) },
        calm(),
      );
      // Reading alone may miss what only the server’s own rules say.
      for (const { kind } of described.problems) expect(kind).toBe(answer);
    },
  );

  it('a statement is given the time it takes', async () => {
    await database.run(
      'CREATE VIEW slow AS SELECT 1 AS v, pg_sleep(0.4)::text AS slept; GRANT SELECT ON slow TO PUBLIC',
    );
    opened.session.refresh();
    const query = rowsOf('public.slow');
    const page = await opened.session.page({ query, columns: ['v', 'slept'], at: { kind: 'start' }, limit: 5 }, calm());
    expect(page.rows).toEqual([[1n, '']]);
    await database.run('DROP VIEW slow');
    opened.session.refresh();
  });

  it('and all is as it was', unchanged);

  it('stays byte for byte while another column of every row is edited', async () => {
    const changes = corpusTables.flatMap((table, number) =>
      table.values.map(
        (__, at): RowChange => ({
          kind: 'update',
          id: `${number} ${at}`,
          model: table.model,
          key: [BigInt(at + 1)],
          fields: [{ field: 'other', base: { kind: 'cell', cell: 'o' }, value: { kind: 'cell', cell: 'edited' } }],
        }),
      ),
    );
    const result = await applyChanges(opened.write, changes);
    if (result.kind !== 'saved') throw new Error(`refused: ${JSON.stringify(result.problems[0], printable)}`);
    const found = await changed();
    expect(found.length).toBe(corpusSize);
    expect(
      new Set(found.map((one) => (one.kind === 'cell' ? `${one.column} ${one.before} ${one.after}` : one.kind))),
    ).toEqual(new Set(['other o edited']));
    expect((await applyChanges(opened.write, restoring(result.images))).kind).toBe('saved');
    await unchanged();
  });

  it('comes back from a delete', async () => {
    const changes = corpusTables.flatMap((table, number) =>
      table.values.map(
        (__, at): RowChange => ({
          kind: 'delete',
          id: `${number} ${at}`,
          model: table.model,
          key: [BigInt(at + 1)],
          base: [],
        }),
      ),
    );
    const result = await applyChanges(opened.write, changes);
    if (result.kind !== 'saved') throw new Error(`refused: ${JSON.stringify(result.problems[0], printable)}`);
    const images = JSON.parse(
      JSON.stringify((result.images ?? []).map(({ fields }) => fields.map(({ before: old }) => old?.exact))),
    );
    expect(images).toEqual((result.images ?? []).map(({ fields }) => fields.map(({ before: old }) => old?.exact)));
    expect((await database.run(`SELECT count(*) FROM ${corpusTables[0]?.model}`))[0]?.[0]).toBe('0');
    const restored = await applyChanges(opened.write, restoring(result.images));
    if (restored.kind !== 'saved') throw new Error(`refused: ${JSON.stringify(restored.problems[0], printable)}`);
    await unchanged();
  });

  it('is not written where what is there already is typed', async () => {
    const changes: StoreChange[] = [];
    for (const [number, table] of corpusTables.entries()) {
      for (const [at, { text }] of table.values.entries()) {
        const key = [BigInt(at + 1)];
        const base = await opened.write.base(table.model, key, 'v', calm());
        const value = { kind: 'cell', cell: corpusCell(table.type, text) } as const;
        changes.push({
          kind: 'update',
          id: `${number} ${at}`,
          model: table.model,
          key,
          fields: [{ field: 'v', base, value }],
        });
      }
    }
    const result = await applyChanges(opened.write, changes);
    if (result.kind !== 'saved') throw new Error(`refused: ${JSON.stringify(result.problems.slice(0, 3), printable)}`);
    expect(result.images).toBe(null);
    await unchanged();
  });
});

function inserts(table: CorpusTable): RowChange[] {
  return table.values.map(({ text }, at): RowChange => {
    const value = { kind: 'cell', cell: corpusCell(table.type, text) } as const;
    return { kind: 'insert', id: `v${at}`, model: table.model, fields: [{ field: 'v', value }] };
  });
}

/** Rows with NULL are made for it, and edited. */
async function overNull(table: CorpusTable, database: TestDatabase): Promise<RowChange[]> {
  await database.run(
    `INSERT INTO ${table.model} (id, v) SELECT 50000 + n, NULL FROM generate_series(0, ${table.values.length - 1}) n`,
  );
  return table.values.map(({ text }, at): RowChange => {
    const value = { kind: 'cell', cell: corpusCell(table.type, text) } as const;
    const fields = [{ field: 'v', base: { kind: 'cell', cell: null } as const, value }];
    return { kind: 'update', id: `v${at}`, model: table.model, key: [BigInt(50_000 + at)], fields };
  });
}

function pairs(rows: readonly (readonly (string | null)[])[]): [string, string | null][] {
  return rows.map(([id, text]) => [id ?? '', text ?? null]);
}

function bytesOf(type: string, text: string): Buffer {
  if (type === 'bytea') return Buffer.from(text.slice(2), 'hex');
  return Buffer.from(type === 'bool' ? (text === 't' ? 'true' : 'false') : text);
}
