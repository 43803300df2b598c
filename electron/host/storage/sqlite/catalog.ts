import { AppError } from '../../../../shared/domain/app-error.ts';
import type { Model, ModelSummary } from '../../../../shared/domain/catalog.ts';
import type { Operation } from '../connector.ts';
import { humanise } from '../humanise.ts';
import { buildModel } from './build-model.ts';
import type { SqlitePool } from './pool.ts';
import { targetsOf } from './relations.ts';
import type { Table } from './table.ts';
import type { CatalogFacts, ForeignKeyFacts } from './worker/read-catalog.ts';

export interface Described {
  readonly model: Model;
  readonly table: Table;
}

/** The schema as it was last read: the list at once, a table when it is first asked for. */
export interface Catalog {
  list(op: Operation): Promise<readonly ModelSummary[]>;
  /** @throws {AppError} `not_found` for a model that is not there. */
  describe(model: string, op: Operation): Promise<Described>;
  /** Of all tables. */
  foreignKeys(op: Operation): Promise<readonly ForeignKeyFacts[]>;
  forget(): void;
}

export function createCatalog(pool: SqlitePool): Catalog {
  let facts: { readonly catalog: CatalogFacts; readonly names: ReadonlySet<string> } | null = null;
  const described = new Map<string, Described>();
  // A read that began before the schema changed must not be kept.
  let generation = 0;

  async function load(op: Operation): Promise<NonNullable<typeof facts>> {
    if (op.signal.aborted) throw new AppError('aborted', 'The read was given up');
    if (facts) return facts;
    const began = generation;
    const { output } = await pool.run('catalog', null, op);
    const read = { catalog: output, names: new Set(output.tables.map(({ name }) => name)) };
    if (began === generation) facts = read;
    return read;
  }

  return {
    list: async (op) => {
      const { catalog } = await load(op);
      return catalog.tables.map(({ name, kind, unreadable }) => ({
        id: name,
        caption: humanise(name),
        schema: null,
        kind,
        ...(unreadable === null ? {} : { unreadable }),
      }));
    },
    describe: async (name, op) => {
      const known = described.get(name);
      if (known) return known;
      const began = generation;
      const { catalog, names } = await load(op);
      if (!names.has(name)) throw new AppError('not_found', `No table “${name}”`, { subject: name });
      const isReadable = catalog.tables.some((table) => table.name === name && table.unreadable === null);
      const { output } = await pool.run('table', { name, targets: targetsOf(catalog, name), isReadable }, op);
      const built = buildModel(catalog, output, pool.opened.encoding);
      if (began === generation) described.set(name, built);
      return built;
    },
    foreignKeys: async (op) => (await load(op)).catalog.foreignKeys,
    forget: () => {
      generation += 1;
      facts = null;
      described.clear();
    },
  };
}
