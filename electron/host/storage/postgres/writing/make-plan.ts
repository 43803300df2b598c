import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { Operation, StoreChange } from '../../connector.ts';
import { parseModelId } from '../catalog/model-id.ts';
import { quoteQualified } from '../sql-text.ts';
import type { PgCatalog, PgForeignKey } from '../table.ts';
import { isFollowed } from './follow.ts';
import { planChanges, subjectOf, type Writable } from './plan-changes.ts';
import { orderRows } from './plan-order.ts';
import type { Uploads } from './plan-values.ts';
import type { PlannedRow, WritePlan } from './write-plan.ts';
import { type WriteTable, writeTableOf } from './write-table.ts';

/** Plans with the catalogue as it is known; what it says is checked again when the plan is carried out. */
export async function makePlan(
  catalog: PgCatalog,
  changes: readonly StoreChange[],
  uploads: Uploads,
  op: Operation,
): Promise<WritePlan> {
  const named = new Map<string, Writable>();
  for (const model of new Set(changes.map((change) => subjectOf(change).model))) {
    const table = await writableOf(catalog, model, op);
    if (table) named.set(model, table);
  }
  const { rows, problems } = planChanges(changes, named, uploads);
  const around = await surroundings(catalog, rows, op);
  return { ...around, rows: orderRows(rows, around.relations, around.tables), problems };
}

/** @returns `null` for a model that is not there. */
async function writableOf(catalog: PgCatalog, model: string, op: Operation): Promise<Writable | null> {
  try {
    const described = await catalog.describe(model, op);
    const { readOnlyReason } = described.model;
    return readOnlyReason === null ? writeTableOf(described) : { refusal: readOnlyReason };
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null;
    if (error instanceof AppError && error.code === 'auth') return { refusal: error.message };
    throw error;
  }
}

/** Tables whose rows are written or follow those that are, with the foreign keys around them. */
async function surroundings(
  catalog: PgCatalog,
  rows: readonly PlannedRow[],
  op: Operation,
): Promise<Pick<WritePlan, 'tables' | 'hidden' | 'relations' | 'sources'>> {
  const tables = new Map<string, WriteTable>();
  const hidden = new Map<string, string>();
  const relations = new Map<string, PgForeignKey>();
  const sources = new Map<string, string>();
  const waiting = [...new Set(rows.map(({ table }) => table))];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (tables.has(name) || hidden.has(name)) continue;
    try {
      const described = await catalog.describe(name, op);
      tables.set(name, writeTableOf(described));
      const { outgoing, incoming } = described.table;
      for (const relation of [...outgoing, ...incoming]) {
        relations.set(JSON.stringify([relation.fromModel, relation.name, relation.toModel]), relation);
        for (const model of [relation.fromModel, relation.toModel]) {
          const parsed = parseModelId(model);
          if (parsed) sources.set(model, quoteQualified(parsed.schema, parsed.name));
        }
      }
      for (const { onDelete, onUpdate, fromModel } of incoming)
        if (isFollowed(onDelete) || isFollowed(onUpdate)) waiting.push(fromModel);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'auth') throw error;
      hidden.set(name, error.message);
    }
  }
  return { tables, hidden, sources, relations: [...relations.values()] };
}
