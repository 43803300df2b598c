import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { Operation } from '../../connector.ts';
import type { PgCatalog, PgForeignKey, PgTable } from '../table.ts';

export interface AroundTables {
  readonly tables: ReadonlyMap<string, PgTable>;
  /** Foreign keys between these tables, each once. */
  readonly keys: readonly PgForeignKey[];
  /** Tables the role may not read, with the foreign keys that lead to one of the others. */
  readonly hidden: readonly PgForeignKey[];
}

/** The tables of these models, those they refer to, and those whose rows foreign keys reach when rows of them are deleted. */
export async function readAround(catalog: PgCatalog, models: Iterable<string>, op: Operation): Promise<AroundTables> {
  const tables = new Map<string, PgTable | null>();
  const keys = new Map<string, PgForeignKey>();
  const read = async (model: string): Promise<PgTable | null> => {
    const known = tables.get(model);
    if (known !== undefined) return known;
    const table = await describeOrNull(catalog, model, op);
    tables.set(model, table);
    return table;
  };
  const open = new Set(models);
  for (const model of open) {
    const table = await read(model);
    if (!table) continue;
    for (const key of table.outgoing) {
      await read(key.toModel);
      keys.set(nameOf(key), key);
    }
    for (const key of table.incoming) {
      keys.set(nameOf(key), key);
      const child = await read(key.fromModel);
      if (child && key.onDelete === 'cascade') open.add(key.fromModel);
    }
  }
  const isThere = (model: string) => (tables.get(model) ?? null) !== null;
  const all = [...keys.values()];
  return {
    tables: new Map([...tables].flatMap(([model, table]) => (table ? [[model, table] as const] : []))),
    keys: all.filter(({ fromModel, toModel }) => isThere(fromModel) && isThere(toModel)),
    hidden: all.filter(({ fromModel, toModel }) => !isThere(fromModel) && isThere(toModel)),
  };
}

function nameOf({ fromModel, name, toModel }: PgForeignKey): string {
  return JSON.stringify([fromModel, name, toModel]);
}

/** `null` where the role may not read it, or it has just been dropped. */
async function describeOrNull(catalog: PgCatalog, model: string, op: Operation): Promise<PgTable | null> {
  try {
    return (await catalog.describe(model, op)).table;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'auth' || error.code === 'not_found')) return null;
    throw error;
  }
}
