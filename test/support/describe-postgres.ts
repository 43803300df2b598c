import { calm } from '../../electron/host/storage/conformance/walks.ts';
import type { StoreChange, WriteOps } from '../../electron/host/storage/connector.ts';
import { createCatalog } from '../../electron/host/storage/postgres/catalog/create-catalog.ts';
import type { PgAccess } from '../../electron/host/storage/postgres/connection/access.ts';
import { openAccess } from '../../electron/host/storage/postgres/connection/open-access.ts';
import { createDescribing } from '../../electron/host/storage/postgres/describing/create-describing.ts';
import type { PgCatalog } from '../../electron/host/storage/postgres/table.ts';
import { createWriting } from '../../electron/host/storage/postgres/writing/create-writing.ts';
import type { WholeCell } from '../../shared/domain/cell.ts';
import type { FieldEdit, NewValue, RowChange } from '../../shared/domain/change-set.ts';
import type { RowKey } from '../../shared/domain/row-key.ts';
import { makeDatabase, type TestDatabase } from './postgres.ts';

export interface DescribedDatabase {
  /** Its administrator. */
  readonly database: TestDatabase;
  readonly access: PgAccess;
  readonly catalog: PgCatalog;
  describe(
    changes: readonly StoreChange[],
    uploads?: ReadonlyMap<string, Uint8Array>,
  ): ReturnType<WriteOps['describe']>;
  describeWith(changes: readonly StoreChange[], signal: AbortSignal): ReturnType<WriteOps['describe']>;
  impact(model: string, keys: readonly RowKey[]): ReturnType<WriteOps['impact']>;
  apply(changes: readonly StoreChange[]): ReturnType<WriteOps['apply']>;
  /** What a save meets; nothing of it is kept. */
  tryToApply(changes: readonly StoreChange[]): ReturnType<WriteOps['apply']>;
  base(model: string, key: RowKey, field: string): ReturnType<WriteOps['base']>;
  /** Drops the database. */
  close(): Promise<void>;
}

/** A database whose changes are described, opened as its administrator or as a role of its own. */
export async function openDescribed(
  sql: string,
  options: { readonly server?: string; readonly grants?: string } = {},
): Promise<DescribedDatabase> {
  const database = await makeDatabase({ sql, ...(options.server === undefined ? {} : { server: options.server }) });
  const role = options.grants === undefined ? null : await database.role({ grants: options.grants });
  const access = await openAccess(
    role?.config ?? database.config,
    { password: async () => role?.password ?? database.password, readOnly: false, projectDirectory: '/' },
    calm(),
  );
  const catalog = createCatalog(access, { schemas: null, readOnly: null });
  const describing = createDescribing(access, catalog);
  const writing = createWriting(access, catalog, { changed: () => {} });
  const requestOf = (changes: readonly StoreChange[]) => ({ changes, readUpload: async () => Buffer.alloc(0) });
  return {
    database,
    access,
    catalog,
    describe: (changes, uploads = new Map()) =>
      describing.describe({ changes, readUpload: async (id) => uploads.get(id) ?? Buffer.alloc(0) }, calm()),
    describeWith: (changes, signal) => describing.describe(requestOf(changes), { signal }),
    impact: (model, keys) => describing.impact(model, keys, calm()),
    apply: (changes) => writing.apply(requestOf(changes), async () => {}, calm()),
    tryToApply: (changes) => {
      const dry = new Error('Nothing is kept');
      return writing
        .apply(requestOf(changes), () => Promise.reject(dry), calm())
        .catch((error: unknown) => {
          if (error !== dry) throw error;
          return { kind: 'saved', rows: [] };
        });
    },
    base: (model, key, field) => writing.base(model, key, field, calm()),
    close: async () => {
      await access.close();
      await database.drop();
    },
  };
}

const cellOf = (cell: WholeCell): NewValue => ({ kind: 'cell', cell });

export function edit(field: string, base: WholeCell, value: WholeCell | NewValue): FieldEdit {
  const isValue = typeof value === 'object' && value !== null && !('text' in value) && !('hex' in value);
  return { field, base: { kind: 'cell', cell: base }, value: isValue ? value : cellOf(value) };
}

export function updateOf(model: string, key: RowKey, fields: readonly FieldEdit[], id = 'u'): RowChange {
  return { kind: 'update', id, model, key, fields };
}

export function insertOf(model: string, values: Readonly<Record<string, WholeCell | NewValue>>, id = 'n'): RowChange {
  const fields = Object.entries(values).map(([field, value]) => {
    const { value: given } = edit(field, null, value);
    return { field, value: given };
  });
  return { kind: 'insert', id, model, fields };
}

export function deleteOf(model: string, key: RowKey, id = 'd'): RowChange {
  return { kind: 'delete', id, model, key, base: [] };
}
