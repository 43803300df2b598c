import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { calm } from '../../electron/host/storage/conformance/walks.ts';
import type { RowImage, Session, StoreChange, WriteOps } from '../../electron/host/storage/connector.ts';
import { realText } from '../../electron/host/storage/query/real-text.ts';
import { sqliteConnector } from '../../electron/host/storage/sqlite/connector.ts';
import type { WholeCell } from '../../shared/domain/cell.ts';
import type {
  BaseValue,
  FieldEdit,
  FieldValue,
  NewValue,
  RowChange,
  SavedRow,
} from '../../shared/domain/change-set.ts';
import type { RowKey } from '../../shared/domain/row-key.ts';
import { testEnvironment } from './environment.ts';
import { makeDatabase } from './sqlite-session.ts';

export interface WritableDatabase {
  readonly session: Session;
  readonly write: WriteOps;
  readonly path: string;
  readonly directory: string;
}

async function open(path: string, directory: string): Promise<WritableDatabase> {
  const context = { environment: testEnvironment(directory), projectDirectory: directory, readOnly: false };
  const session = await sqliteConnector.open({ kind: 'sqlite', path }, context, calm());
  if (!session.write) throw new Error('The file can’t be written');
  return { session, write: session.write, path, directory };
}

/** Opens a file for writing; the session is closed with the test. */
export async function openWritable(path: string, directory: string): Promise<WritableDatabase> {
  const opened = await open(path, directory);
  onTestFinished(() => opened.session[Symbol.asyncDispose]());
  return opened;
}

/** For several tests: who opens it closes it. */
export async function lastingDatabase(create: string): Promise<WritableDatabase & { close(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'storeroom-sqlite-'));
  const path = join(directory, 'test.db');
  const database = new Database(path);
  database.exec(create);
  database.close();
  const opened = await open(path, directory);
  return {
    ...opened,
    close: async () => {
      await opened.session[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A database made for one test. */
export async function writableDatabase(
  create: string | ((database: Database.Database) => void),
): Promise<WritableDatabase> {
  const { path, directory } = await makeDatabase(create);
  return openWritable(path, directory);
}

export type Applied =
  | { readonly kind: 'saved'; readonly rows: readonly SavedRow[]; readonly images: readonly RowImage[] | null }
  | Extract<Awaited<ReturnType<WriteOps['apply']>>, { kind: 'refused' }>;

/** Applies changes; `images` is what the journal would have got, `null` when it was not asked. */
export async function applyChanges(
  write: WriteOps,
  changes: readonly StoreChange[],
  uploads: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<Applied> {
  let images: readonly RowImage[] | null = null;
  const readUpload = async (upload: string) => {
    const bytes = uploads.get(upload);
    if (!bytes) throw new Error(`No upload ${upload}`);
    return bytes;
  };
  const result = await write.apply(
    { changes, readUpload },
    async (given) => {
      images = given;
    },
    calm(),
  );
  return result.kind === 'saved' ? { ...result, images } : result;
}

/** The changes that take images back. */
export function restoring(
  images: readonly RowImage[] | null,
  settled: { readonly skip?: readonly string[]; readonly overwrite?: ReadonlyMap<string, string> } = {},
): StoreChange[] {
  return (images ?? []).map((image, at) => ({
    kind: 'restore',
    id: `r${at}`,
    image,
    skip: new Set(settled.skip ?? []),
    overwrite: settled.overwrite ?? new Map(),
  }));
}

export function cell(value: WholeCell): NewValue & BaseValue {
  return { kind: 'cell', cell: value };
}

/** `field: [base, value]`. */
export function update(
  model: string,
  key: RowKey,
  edits: Readonly<Record<string, readonly [WholeCell, WholeCell]>>,
  id = `update ${model} ${key.map(String).join()}`,
): RowChange {
  const fields = Object.entries(edits).map(
    ([field, [base, value]]): FieldEdit => ({ field, base: cell(base), value: cell(value) }),
  );
  return { kind: 'update', id, model, key, fields };
}

export function insert(model: string, values: Readonly<Record<string, WholeCell | NewValue>>, id: string): RowChange {
  const fields = Object.entries(values).map(
    ([field, value]): FieldValue => ({ field, value: isNewValue(value) ? value : cell(value) }),
  );
  return { kind: 'insert', id, model, fields };
}

function isNewValue(value: WholeCell | NewValue): value is NewValue {
  return value !== null && typeof value === 'object' && value.kind !== 'real' && value.kind !== 'bytes';
}

export function remove(
  model: string,
  key: RowKey,
  base: Readonly<Record<string, WholeCell>> = {},
  id = `delete ${model} ${key.map(String).join()}`,
): RowChange {
  return {
    kind: 'delete',
    id,
    model,
    key,
    base: Object.entries(base).map(([field, value]) => ({ field, base: cell(value) })),
  };
}

/** Every row of a query, as another program sees it: storage class and bytes of each value. */
export function stored(path: string, table: string, order = 'rowid'): readonly Record<string, string>[] {
  const database = new Database(path, { readonly: true });
  try {
    const columns = database
      .prepare<[string], { name: string }>('SELECT name FROM pragma_table_xinfo(?)')
      .all(table)
      .map(({ name }) => name);
    const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
    database.defaultSafeIntegers(true);
    const list = columns.map((name) => `typeof(${quoted(name)}), ${quoted(name)}, hex(CAST(${quoted(name)} AS BLOB))`);
    return database
      .prepare<[], (string | bigint | number | Buffer | null)[]>(
        `SELECT ${list.join(', ')} FROM ${quoted(table)} ORDER BY ${order}`,
      )
      .raw()
      .all()
      .map((row) => Object.fromEntries(columns.map((name, at) => [name, shown(row.slice(3 * at, 3 * at + 3))])));
  } finally {
    database.close();
  }
}

function shown([type, value, hex]: readonly (string | bigint | number | Buffer | null)[]): string {
  if (typeof value === 'number') return `real:${realText(value)}`;
  return `${type}:${value === null ? '' : type === 'integer' ? value : hex}`;
}

/** Runs SQL as another program. */
export function outside<Result>(
  path: string,
  work: string | ((database: Database.Database) => Result),
): Result | undefined {
  const database = new Database(path);
  try {
    if (typeof work !== 'string') return work(database);
    database.exec(work);
    return undefined;
  } finally {
    database.close();
  }
}
