import type { RowImage, StoreChange, WriteOps } from '../../electron/host/storage/connector.ts';
import { createCatalog } from '../../electron/host/storage/postgres/catalog/create-catalog.ts';
import type { PgAccess } from '../../electron/host/storage/postgres/connection/access.ts';
import { openAccess } from '../../electron/host/storage/postgres/connection/open-access.ts';
import { createReading } from '../../electron/host/storage/postgres/reading/create-reading.ts';
import type { PgCatalog } from '../../electron/host/storage/postgres/table.ts';
import { createWriting } from '../../electron/host/storage/postgres/writing/create-writing.ts';
import type { WholeCell } from '../../shared/domain/cell.ts';
import type { BaseValue, FieldEdit, NewValue, RowChange } from '../../shared/domain/change-set.ts';
import type { PostgresConfig } from '../../shared/domain/postgres-config.ts';
import type { TestDatabase } from './postgres.ts';

export type PgWrite = Pick<WriteOps, 'apply' | 'base' | 'compare'>;

export interface OpenWriting extends AsyncDisposable {
  readonly access: PgAccess;
  readonly catalog: PgCatalog;
  readonly write: PgWrite;
  readonly reading: ReturnType<typeof createReading>;
}

/** Never given up. */
export function calmly(): { readonly signal: AbortSignal } {
  return { signal: new AbortController().signal };
}

/** Opens a test's database for writing, part by part. */
export async function openWriting(
  { config, password }: Pick<TestDatabase, 'config' | 'password'>,
  changes: Partial<PostgresConfig> = {},
): Promise<OpenWriting> {
  const context = { password: async () => password, readOnly: false, projectDirectory: '/' };
  const access = await openAccess({ ...config, ...changes }, context, calmly());
  const catalog = createCatalog(access, { schemas: null, readOnly: null });
  const reading = createReading(access, catalog);
  const write = createWriting(access, catalog, { changed: () => reading.forget() });
  return { access, catalog, write, reading, [Symbol.asyncDispose]: () => access.close() };
}

export interface Applied {
  readonly result: Awaited<ReturnType<WriteOps['apply']>>;
  /** What the journal was given; `null` when it was not asked. */
  readonly images: readonly RowImage[] | null;
}

/** Applies changes and keeps what the journal was given. */
export async function applyTo(
  write: PgWrite,
  changes: readonly StoreChange[],
  uploads: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<Applied> {
  let images: readonly RowImage[] | null = null;
  const readUpload = async (id: string) => {
    const bytes = uploads.get(id);
    if (!bytes) throw new Error(`No upload ${id}`);
    return bytes;
  };
  const result = await write.apply(
    { changes, readUpload },
    async (given) => {
      images = given;
    },
    calmly(),
  );
  return { result, images };
}

/** The changes that take these images back. */
export function restoring(images: readonly RowImage[] | null): readonly StoreChange[] {
  return (images ?? []).map((image, at) => ({
    kind: 'restore',
    id: `r${at}`,
    image,
    skip: new Set(),
    overwrite: new Map(),
  }));
}

/** Edits of fields: the value before, the value after. */
export function edits(fields: Readonly<Record<string, readonly [WholeCell, WholeCell | NewValue]>>): FieldEdit[] {
  return Object.entries(fields).map(([field, [base, value]]) => ({
    field,
    base: baseOf(base),
    value: newValue(value),
  }));
}

export function values(fields: Readonly<Record<string, WholeCell | NewValue>>) {
  return Object.entries(fields).map(([field, value]) => ({ field, value: newValue(value) }));
}

export function updateOf(
  id: string,
  model: string,
  key: readonly WholeCell[],
  fields: Readonly<Record<string, readonly [WholeCell, WholeCell | NewValue]>>,
): RowChange {
  return { kind: 'update', id, model, key, fields: edits(fields) };
}

export function insertOf(id: string, model: string, fields: Readonly<Record<string, WholeCell | NewValue>>): RowChange {
  return { kind: 'insert', id, model, fields: values(fields) };
}

export function deleteOf(id: string, model: string, key: readonly WholeCell[]): RowChange {
  return { kind: 'delete', id, model, key, base: [] };
}

function baseOf(cell: WholeCell): BaseValue {
  return { kind: 'cell', cell };
}

function newValue(value: WholeCell | NewValue): NewValue {
  if (value !== null && typeof value === 'object' && value.kind !== 'real' && value.kind !== 'bytes') return value;
  return { kind: 'cell', cell: value };
}
