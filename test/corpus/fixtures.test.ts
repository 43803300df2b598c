import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { calm } from '../../electron/host/storage/conformance/walks.ts';
import type { Session, WriteOps } from '../../electron/host/storage/connector.ts';
import type { Field, Model } from '../../shared/domain/catalog.ts';
import { isWhole, type WholeCell } from '../../shared/domain/cell.ts';
import type { RowKey } from '../../shared/domain/row-key.ts';
import { type DatabaseDump, type Difference, differences, digestOf } from '../support/digest.ts';
import { dumpPostgres } from '../support/digest-postgres.ts';
import { dumpSqlite } from '../support/digest-sqlite.ts';
import { copyFixture, fixture } from '../support/fixtures.ts';
import { makeDatabase } from '../support/postgres.ts';
import { rowsOf } from '../support/sqlite-session.ts';
import { applyChanges, openWritable, restoring } from '../support/sqlite-write.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { openPostgres } from './postgres-database.ts';

interface Opened {
  readonly session: Session;
  readonly write: WriteOps;
  dump(): Promise<DatabaseDump>;
}

/** A value that the column takes, and another one than it holds; `undefined` where none is known. */
function otherValue(field: Field, present: WholeCell): WholeCell | undefined {
  if (field.inKey || field.generated || field.reference !== null || field.allowed !== null) return undefined;
  switch (field.type) {
    case 'text':
      if (present !== null && typeof present !== 'string') return undefined;
      return field.maxLength !== null && (present?.length ?? 0) >= field.maxLength ? 'e' : `${present ?? ''}é`;
    case 'integer':
      return typeof present === 'bigint' ? present + 1n : undefined;
    case 'boolean':
      return typeof present === 'boolean' ? !present : undefined;
    default:
      return undefined;
  }
}

/** The first cell of a model that can be edited to another value. */
async function findCell(
  session: Session,
  model: Model,
): Promise<{ key: RowKey; field: string; value: WholeCell } | null> {
  if (model.readOnlyReason !== null || model.hasTriggers) return null;
  const columns = model.fields.map(({ name }) => name);
  const page = await session.page({ query: rowsOf(model.id), columns, at: { kind: 'start' }, limit: 50 }, calm());
  for (const [at, row] of page.rows.entries()) {
    for (const [place, field] of model.fields.entries()) {
      const cell = row[place] ?? null;
      const value = isWhole(cell) ? otherValue(field, cell) : undefined;
      const key = page.keys[at];
      if (value !== undefined && key) return { key, field: field.name, value };
    }
  }
  return null;
}

/** Numbers that a sequence has given are not taken back. */
function withoutSequences(found: readonly Difference[]): readonly Difference[] {
  return found.filter((one) => !(one.kind === 'schema' && /^[-+] sequence /.test(one.definition)));
}

/** Edits one cell of every table that can be edited, and takes it back. @returns how many tables that were */
async function editEach({ session, write, dump }: Opened): Promise<number> {
  const before = await dump();
  let edited = 0;
  for (const { id } of await session.list(calm())) {
    const cell = await findCell(session, await session.describe(id, calm()));
    if (!cell) continue;
    const base = await write.base(id, cell.key, cell.field, calm());
    const fields = [{ field: cell.field, base, value: { kind: 'cell', cell: cell.value } as const }];
    const result = await applyChanges(write, [{ kind: 'update', id: 'one', model: id, key: cell.key, fields }]);
    if (result.kind !== 'saved') throw new Error(`${id} was refused: ${JSON.stringify(result.problems, bigintText)}`);
    const after = await dump();
    const found = differences(before, after);
    expect({ id, found: found.map((one) => (one.kind === 'cell' ? one.column : one.kind)) }).toEqual({
      id,
      found: [cell.field],
    });
    expect(digestOf(after)).not.toBe(digestOf(before));
    expect((await applyChanges(write, restoring(result.images))).kind).toBe('saved');
    expect(withoutSequences(differences(before, await dump()))).toEqual([]);
    edited += 1;
  }
  return edited;
}

function bigintText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

describe('databases that other systems wrote: one cell is edited, and just that cell has changed', () => {
  it.for(['tent.db', 'tentd-late.db'])('Tent: %s', async (name, context) => {
    const directory = await temporaryDirectory();
    const path = await copyFixture(context, join('tent', name), join(directory, name));
    const opened = await openWritable(path, directory);
    const dump = async () => dumpSqlite(path);
    expect(await editEach({ ...opened, dump })).toBeGreaterThan(0);
  });

  it.for(['tent.db', 'tentd-late.db'])('Tent: %s is the same file after a look at it', async (name, context) => {
    const directory = await temporaryDirectory();
    const path = await copyFixture(context, join('tent', name), join(directory, name));
    const bytes = await readFile(path);
    const { session, write } = await openWritable(path, directory);
    for (const { id } of await session.list(calm())) await findCell(session, await session.describe(id, calm()));
    expect(await applyChanges(write, [])).toMatchObject({ kind: 'saved', images: null });
    await session[Symbol.asyncDispose]();
    expect((await readFile(path)).equals(bytes)).toBe(true);
  });

  it.for([
    ['Wefram', ['wefram/wefram.inserts.sql']],
    ['blargh', ['blargh/blargh-pg.inserts.sql']],
  ] as const)('%s, in PostgreSQL', { timeout: 120_000 }, async ([, files], context) => {
    const texts = [];
    for (const name of files) texts.push(await readFile(await fixture(context, name), 'utf8'));
    // Lines that begin with a backslash are for psql.
    const sql = texts.join('\n').replace(/^\\.*$/gm, '');
    const database = await makeDatabase({ sql });
    onTestFinished(() => database.drop());
    const opened = await openPostgres(database.config, database.password, await temporaryDirectory());
    onTestFinished(() => opened.session[Symbol.asyncDispose]());
    expect(await editEach({ ...opened, dump: () => dumpPostgres(database.url) })).toBeGreaterThan(3);
  });
});
