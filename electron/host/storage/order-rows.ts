import type { WholeCell } from '../../../shared/domain/cell.ts';
import { encodeRowKey, type RowKey } from '../../../shared/domain/row-key.ts';

/** A field of a row to write, as far as the order of the rows depends on it. */
export interface OrderedField {
  readonly field: string;
  readonly value: { readonly kind: string };
}

export interface OrderedInsert {
  readonly kind: 'insert';
  readonly change: string;
  readonly table: string;
  readonly fields: readonly OrderedField[];
}

export interface OrderedUpdate {
  readonly kind: 'update';
  readonly change: string;
  readonly table: string;
  readonly fields: readonly OrderedField[];
}

export interface OrderedDelete {
  readonly kind: 'delete';
  readonly change: string;
  readonly table: string;
  readonly key: RowKey;
}

export interface OrderedRelation {
  readonly fromModel: string;
  readonly fromFields: readonly string[];
  readonly toModel: string;
  /** Rows go with the one they refer to. */
  readonly cascades: boolean;
}

/** What a store knows of its own planned rows. */
export interface OrderRules<Insert extends OrderedInsert> {
  /** The value a field shall hold, where it is known; it is compared with keys of deleted rows. */
  cellOf(field: OrderedField): WholeCell | undefined;
  /** The change whose row this field takes its value from; `null` for a value of its own. */
  insertedBy(field: OrderedField): string | null;
  /** The field can be left empty until the row it refers to is there. */
  canWait(row: Insert, field: OrderedField): boolean;
  /** The row with stopgaps in place of fields that refer to a row that comes later. */
  putOff(row: Insert, isEarly: (field: OrderedField) => boolean): Insert;
}

/**
 * The order to try: what lets go of a row that is to be deleted, deletes from the children up, updates and then inserts
 * from the parents down, updates that refer to inserted rows, and deletes those have to come before. What fails there for
 * another row's sake is tried again when that row is done. A key that changes takes its children along before they get
 * values of their own.
 */
export function orderRows<Insert extends OrderedInsert, Update extends OrderedUpdate, Delete extends OrderedDelete>(
  rows: readonly (Insert | Update | Delete)[],
  relations: readonly OrderedRelation[],
  rules: OrderRules<Insert>,
): readonly (Insert | Update | Delete)[] {
  const depth = depths(rows, relations);
  const depthOf = (row: { readonly table: string }) => depth.get(row.table) ?? 0;
  const deletes = rows.filter((row): row is Delete => row.kind === 'delete').sort((a, b) => depthOf(b) - depthOf(a));
  const updates = rows.filter((row): row is Update => row.kind === 'update').sort((a, b) => depthOf(a) - depthOf(b));
  const inserts = rows.filter((row): row is Insert => row.kind === 'insert').sort((a, b) => depthOf(a) - depthOf(b));
  const emptied = emptiedTables(deletes, relations);
  const deleted = deletedCells(deletes);
  const leaving = new Map(
    updates.map((row) => [row, relationsLeft(row, deleted, emptied, relations, (field) => rules.cellOf(field))]),
  );
  const leaves = (row: Update) => (leaving.get(row)?.length ?? 0) > 0;
  const refersToInserted = (row: Update) => row.fields.some((field) => rules.insertedBy(field) !== null);
  const dependent = updates.filter(refersToInserted);
  const plain = updates.filter((row) => !refersToInserted(row));
  // Tables whose rows take others along: those must have moved to their new parents first.
  const late = new Set(dependent.flatMap((row) => leaving.get(row) ?? []).map(({ toModel }) => toModel));
  const isLate = ({ table }: Delete) => late.has(table) || takesAlong(table, late, relations);
  return [
    ...plain.filter(leaves),
    ...deletes.filter((row) => !isLate(row)),
    ...plain.filter((row) => !leaves(row)),
    ...parentsFirst(inserts, rules),
    ...dependent,
    ...deletes.filter(isLate),
  ];
}

/** Tables that lose rows: by deletes of their own, and along with those they refer to. */
function emptiedTables(deletes: readonly OrderedDelete[], relations: readonly OrderedRelation[]): ReadonlySet<string> {
  const emptied = new Set(deletes.map(({ table }) => table));
  for (const table of emptied) for (const { fromModel } of cascades(table, relations)) emptied.add(fromModel);
  return emptied;
}

function takesAlong(table: string, others: ReadonlySet<string>, relations: readonly OrderedRelation[]): boolean {
  const reached = new Set([table]);
  for (const parent of reached) for (const { fromModel } of cascades(parent, relations)) reached.add(fromModel);
  return [...reached].some((name) => others.has(name));
}

function cascades(table: string, relations: readonly OrderedRelation[]): readonly OrderedRelation[] {
  return relations.filter((relation) => relation.toModel === table && relation.cascades);
}

/** Foreign keys by which a row may leave one that is deleted. A row that moves to a deleted one does not leave. */
function relationsLeft(
  row: OrderedUpdate,
  deleted: ReadonlyMap<string, ReadonlySet<string>>,
  emptied: ReadonlySet<string>,
  relations: readonly OrderedRelation[],
  cellOf: (field: OrderedField) => WholeCell | undefined,
): readonly OrderedRelation[] {
  return relations.filter(({ fromModel, fromFields, toModel }) => {
    if (fromModel !== row.table || !emptied.has(toModel)) return false;
    const edited = row.fields.filter(({ field }) => fromFields.includes(field));
    if (edited.length === 0) return false;
    const gone = deleted.get(toModel);
    const isGone = (field: OrderedField) => {
      const cell = cellOf(field);
      return cell !== undefined && gone?.has(encodeRowKey([cell])) === true;
    };
    return !edited.every(isGone);
  });
}

/** Values of the keys of deleted rows, by table. */
function deletedCells(deletes: readonly OrderedDelete[]): ReadonlyMap<string, ReadonlySet<string>> {
  const cells = new Map<string, Set<string>>();
  for (const { table, key } of deletes) {
    const known = cells.get(table) ?? new Set();
    for (const cell of key) known.add(encodeRowKey([cell]));
    cells.set(table, known);
  }
  return cells;
}

/** How many foreign keys lead from a table up to one without; tables in a circle share what they can. */
function depths(
  rows: readonly { readonly table: string }[],
  relations: readonly OrderedRelation[],
): ReadonlyMap<string, number> {
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

interface Node<Insert> {
  readonly row: Insert;
  /** Rows it refers to that are not placed yet: all, and those it can't do without. */
  open: number;
  needed: number;
  /** Rows that refer to it, and whether they can't do without. */
  readonly children: { readonly node: Node<Insert>; readonly isNeeded: boolean }[];
  isPlaced: boolean;
}

/**
 * Rows that others refer to come before them. In a circle one that can wait for what it refers to is begun with, and
 * completed when all are there.
 */
function parentsFirst<Insert extends OrderedInsert>(
  inserts: readonly Insert[],
  rules: OrderRules<Insert>,
): readonly Insert[] {
  const nodes = inserts.map((row): Node<Insert> => ({ row, open: 0, needed: 0, children: [], isPlaced: false }));
  const byChange = new Map(nodes.map((node) => [node.row.change, node]));
  for (const node of nodes) {
    for (const field of node.row.fields) {
      const parent = byChange.get(rules.insertedBy(field) ?? '');
      if (!parent || parent === node) continue;
      const isNeeded = !rules.canWait(node.row, field);
      node.open += 1;
      if (isNeeded) node.needed += 1;
      parent.children.push({ node, isNeeded });
    }
  }
  const placed: Insert[] = [];
  const complete = nodes.filter(({ open }) => open === 0);
  const place = (node: Node<Insert>) => {
    if (node.isPlaced) return;
    // One that refers to itself is not there either.
    const isEarly = (field: OrderedField) => {
      const target = byChange.get(rules.insertedBy(field) ?? '');
      return target !== undefined && !target.isPlaced;
    };
    placed.push(rules.putOff(node.row, isEarly));
    node.isPlaced = true;
    for (const { node: child, isNeeded } of node.children) {
      child.open -= 1;
      if (isNeeded) child.needed -= 1;
      if (child.open === 0) complete.push(child);
    }
  };
  let next = 0;
  const drain = () => {
    for (let node = complete[next]; node; node = complete[next]) {
      next += 1;
      place(node);
    }
  };
  drain();
  while (placed.length < nodes.length) {
    const left = nodes.filter(({ isPlaced }) => !isPlaced);
    const [first] = left;
    const begun = left.find(({ needed }) => needed === 0) ?? first;
    if (!begun) break;
    place(begun);
    drain();
  }
  return placed;
}
