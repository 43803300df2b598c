import { encodeRowKey } from '../../../../../shared/domain/row-key.ts';
import { wholeCell } from './exact-value.ts';
import type { PlannedField, PlannedRow } from './write-plan.ts';
import type { WriteRelation } from './write-table.ts';

/**
 * The order to try: what lets go of a row that is to be deleted, deletes from the children up, updates and then inserts
 * from the parents down, updates that refer to inserted rows, and deletes those have to come before. What fails there for
 * another row's sake is tried again when that row is done. A key that changes takes its children along before they get
 * values of their own.
 */
export function orderRows(rows: readonly PlannedRow[], relations: readonly WriteRelation[]): readonly PlannedRow[] {
  const depth = depths(rows, relations);
  const depthOf = (row: PlannedRow) => depth.get(row.table) ?? 0;
  const deletes = rows.filter(isDelete).sort((a, b) => depthOf(b) - depthOf(a));
  const updates = rows.filter(isUpdate).sort((a, b) => depthOf(a) - depthOf(b));
  const inserts = rows.filter(isInsert).sort((a, b) => depthOf(a) - depthOf(b));
  const emptied = emptiedTables(deletes, relations);
  const deleted = deletedCells(deletes);
  const leaving = new Map(updates.map((row) => [row, relationsLeft(row, deleted, emptied, relations)]));
  const leaves = (row: Update) => (leaving.get(row)?.length ?? 0) > 0;
  const dependent = updates.filter(refersToInserted);
  const plain = updates.filter((row) => !refersToInserted(row));
  // Tables whose rows take others along: those must have moved to their new parents first.
  const late = new Set(dependent.flatMap((row) => leaving.get(row) ?? []).map(({ toModel }) => toModel));
  const isLate = ({ table }: PlannedRow) => late.has(table) || takesAlong(table, late, relations);
  return [
    ...plain.filter(leaves),
    ...deletes.filter((row) => !isLate(row)),
    ...plain.filter((row) => !leaves(row)),
    ...parentsFirst(inserts),
    ...dependent,
    ...deletes.filter(isLate),
  ];
}

/** Tables that lose rows: by deletes of their own, and along with those they refer to. */
function emptiedTables(deletes: readonly Delete[], relations: readonly WriteRelation[]): ReadonlySet<string> {
  const emptied = new Set(deletes.map(({ table }) => table));
  for (const table of emptied) for (const { fromModel } of cascades(table, relations)) emptied.add(fromModel);
  return emptied;
}

function takesAlong(table: string, others: ReadonlySet<string>, relations: readonly WriteRelation[]): boolean {
  const reached = new Set([table]);
  for (const parent of reached) for (const { fromModel } of cascades(parent, relations)) reached.add(fromModel);
  return [...reached].some((name) => others.has(name));
}

function cascades(table: string, relations: readonly WriteRelation[]): readonly WriteRelation[] {
  return relations.filter(({ toModel, onDelete }) => toModel === table && onDelete === 'CASCADE');
}

/** Foreign keys by which a row may leave one that is deleted. A row that moves to a deleted one does not leave. */
function relationsLeft(
  row: Update,
  deleted: ReadonlyMap<string, ReadonlySet<string>>,
  emptied: ReadonlySet<string>,
  relations: readonly WriteRelation[],
): readonly WriteRelation[] {
  return relations.filter(({ fromModel, fromFields, toModel }) => {
    if (fromModel !== row.table || !emptied.has(toModel)) return false;
    const edited = row.fields.filter(({ field }) => fromFields.includes(field));
    if (edited.length === 0) return false;
    const gone = deleted.get(toModel);
    const isGone = ({ value }: PlannedField) =>
      value.kind === 'stored' && gone?.has(encodeRowKey([wholeCell(value.value)])) === true;
    return !edited.every(isGone);
  });
}

/** Values of the keys of deleted rows, by table. */
function deletedCells(deletes: readonly Delete[]): ReadonlyMap<string, ReadonlySet<string>> {
  const cells = new Map<string, Set<string>>();
  for (const { table, key } of deletes) {
    const known = cells.get(table) ?? new Set();
    for (const cell of key) known.add(encodeRowKey([cell]));
    cells.set(table, known);
  }
  return cells;
}

type Update = Extract<PlannedRow, { kind: 'update' }>;
type Insert = Extract<PlannedRow, { kind: 'insert' }>;
type Delete = Extract<PlannedRow, { kind: 'delete' }>;

function isDelete(row: PlannedRow): row is Delete {
  return row.kind === 'delete';
}

function isUpdate(row: PlannedRow): row is Update {
  return row.kind === 'update';
}

function isInsert(row: PlannedRow): row is Insert {
  return row.kind === 'insert';
}

function refersToInserted(row: Update): boolean {
  return row.fields.some(({ value }) => value.kind === 'inserted');
}

/** How many foreign keys lead from a table up to one without; tables in a circle share what they can. */
function depths(rows: readonly PlannedRow[], relations: readonly WriteRelation[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const parents = new Map<string, string[]>();
  for (const { fromModel, toModel } of relations) {
    const known = parents.get(fromModel);
    if (known) known.push(toModel);
    else parents.set(fromModel, [toModel]);
  }
  const open = new Set<string>();
  const visit = (table: string): number => {
    const known = found.get(table);
    if (known !== undefined) return known;
    if (open.has(table)) return 0;
    open.add(table);
    const depth = (parents.get(table) ?? []).reduce(
      (deepest, parent) => (parent === table ? deepest : Math.max(deepest, visit(parent) + 1)),
      0,
    );
    open.delete(table);
    found.set(table, depth);
    return depth;
  };
  for (const { table } of rows) visit(table);
  return found;
}

/** Rows that others refer to come before them. In a circle one of them is completed when all are there. */
function parentsFirst(inserts: readonly Insert[]): readonly Insert[] {
  const byChange = new Map(inserts.map((row) => [row.change, row]));
  const done: Insert[] = [];
  const states = new Map<string, 'open' | 'done'>();
  // A long chain of new rows must not exhaust the stack: the way down is kept in a list.
  for (const first of inserts) {
    if (states.has(first.change)) continue;
    const way: Insert[] = [first];
    for (let row = way.at(-1); row; row = way.at(-1)) {
      if (states.get(row.change) === 'done') {
        way.pop();
        continue;
      }
      states.set(row.change, 'open');
      const next = row.fields
        .map(({ value }) => (value.kind === 'inserted' ? byChange.get(value.change) : undefined))
        .find((target) => target !== undefined && !states.has(target.change));
      if (next) {
        way.push(next);
        continue;
      }
      done.push(withoutCircle(row, states));
      states.set(row.change, 'done');
      way.pop();
    }
  }
  return done;
}

/** What refers to a row that is not there yet gets a stopgap, and its value later. */
function withoutCircle(row: Insert, states: ReadonlyMap<string, 'open' | 'done'>): Insert {
  const isEarly = ({ value }: PlannedField) => value.kind === 'inserted' && states.get(value.change) === 'open';
  const early = row.fields.filter(isEarly);
  if (early.length === 0) return row;
  return {
    ...row,
    fields: row.fields.map((field) => (isEarly(field) ? { ...field, value: { kind: 'stopgap' } } : field)),
    later: early,
  };
}
