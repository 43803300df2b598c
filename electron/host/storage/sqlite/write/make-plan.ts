import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { Operation, StoreChange } from '../../connector.ts';
import type { Catalog } from '../catalog.ts';
import { foreignKeysOf } from './foreign-keys.ts';
import { planChanges, subjectOf, type Writable } from './plan-changes.ts';
import { orderRows } from './plan-order.ts';
import type { PlannedRow, WritePlan } from './write-plan.ts';
import { type WriteRelation, type WriteTable, writeTableOf } from './write-table.ts';

export type MakePlan = (changes: readonly StoreChange[], op: Operation) => Promise<WritePlan>;

/** Plans with the catalogue as it is known; what it says is checked again when the plan is carried out. */
export function createMakePlan(catalog: Catalog): MakePlan {
  return async (changes, op) => {
    const named = new Map<string, Writable>();
    for (const model of new Set(changes.map((change) => subjectOf(change).model))) {
      const table = await writableOf(catalog, model, op);
      if (table) named.set(model, table);
    }
    const { rows, problems } = planChanges(changes, named);
    const { tables, relations } = await surroundings(catalog, rows, op);
    return {
      rows: orderRows(rows, relations),
      tables,
      relations,
      foreignKeys: foreignKeysOf(await catalog.foreignKeys(op), new Set(tables.keys())),
      problems,
    };
  };
}

/** @returns `null` for a model that is not there. */
async function writableOf(catalog: Catalog, model: string, op: Operation): Promise<Writable | null> {
  try {
    const described = await catalog.describe(model, op);
    const { readOnlyReason } = described.model;
    return readOnlyReason === null ? writeTableOf(described) : { refusal: readOnlyReason };
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}

const followActions = new Set(['CASCADE', 'SET NULL', 'SET DEFAULT']);

/** Tables whose rows are written or follow those that are, with the foreign keys around them. */
async function surroundings(
  catalog: Catalog,
  rows: readonly PlannedRow[],
  op: Operation,
): Promise<{ tables: ReadonlyMap<string, WriteTable>; relations: readonly WriteRelation[] }> {
  const tables = new Map<string, WriteTable>();
  const relations = new Map<string, WriteRelation>();
  const waiting = [...new Set(rows.map(({ table }) => table))];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (tables.has(name)) continue;
    const described = await catalog.describe(name, op);
    tables.set(name, writeTableOf(described));
    for (const relation of described.model.outgoing) relations.set(relation.id, relation);
    for (const relation of described.model.incoming) {
      relations.set(relation.id, relation);
      if (followActions.has(relation.onDelete) || followActions.has(relation.onUpdate))
        waiting.push(relation.fromModel);
    }
  }
  return { tables, relations: [...relations.values()] };
}
