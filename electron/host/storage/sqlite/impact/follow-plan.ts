import type { Relation } from '../../../../../shared/domain/catalog.ts';
import type { Operation } from '../../connector.ts';
import type { Described } from '../catalog.ts';
import type { Table } from '../table.ts';
import type { FollowInput, FollowRelation, FollowTable } from './follow-deletes.ts';

export type Describe = (model: string, op: Operation) => Promise<Described>;

/** Tables that deleting rows of these models may reach, and the foreign keys on the way. */
export async function planFollowing(
  describe: Describe,
  models: Iterable<string>,
  op: Operation,
): Promise<Pick<FollowInput, 'tables' | 'relations'>> {
  const tables = new Map<string, FollowTable>();
  const relations: FollowRelation[] = [];
  const open = new Set(models);
  for (const name of open) {
    const { model, table } = await describe(name, op);
    tables.set(name, followTable(table));
    for (const relation of model.incoming) {
      const child = await describe(relation.fromModel, op);
      tables.set(relation.fromModel, followTable(child.table));
      const planned = followRelation(relation, table, child.table);
      relations.push(planned);
      // Without anything that tells its rows apart nothing can refer to them one by one.
      if (planned.effect === 'cascade' && followTable(child.table).identity.length > 0) open.add(relation.fromModel);
    }
  }
  return { tables, relations };
}

export function followTable({ name, source, rowid, key }: Table): FollowTable {
  return { name, source, rowid, identity: rowid === null ? key.fields : [rowid] };
}

function followRelation(relation: Relation, parent: Table, child: Table): FollowRelation {
  const { id, fromModel, fromFields, toModel, toFields, onDelete } = relation;
  return {
    id,
    child: fromModel,
    from: fromFields,
    parent: toModel,
    to: toFields,
    isIndexed: isFound(child, fromFields, parent, toFields),
    ...effectOf(onDelete, child, fromFields),
  };
}

function effectOf(
  onDelete: string,
  child: Table,
  fields: readonly string[],
): Pick<FollowRelation, 'effect' | 'isImmediate'> {
  const columns = fields.map((name) => child.columns.get(name));
  const mustNotBeNull = columns.some((column) => column?.canBeNull === false);
  switch (onDelete.toUpperCase()) {
    case 'CASCADE':
      return { effect: 'cascade', isImmediate: false };
    case 'SET NULL':
      return mustNotBeNull ? { effect: 'blocks', isImmediate: true } : { effect: 'setNull', isImmediate: false };
    case 'SET DEFAULT': {
      const isNull = columns.every((column) => (column?.declared?.defaultClause ?? 'NULL').toUpperCase() === 'NULL');
      if (!isNull) return { effect: 'setDefault', isImmediate: false };
      return mustNotBeNull ? { effect: 'blocks', isImmediate: true } : { effect: 'setNull', isImmediate: false };
    }
    case 'RESTRICT':
      return { effect: 'blocks', isImmediate: true };
    default:
      return { effect: 'blocks', isImmediate: false };
  }
}

/** An index of the child starts with these columns, and compares as the parent's columns do. */
function isFound(child: Table, from: readonly string[], parent: Table, to: readonly string[]): boolean {
  const [only] = from;
  if (from.length === 1 && only !== undefined && child.columns.get(only)?.isRowid) return true;
  const collations = new Map(
    from.map((name, at) => [name, parent.columns.get(to[at] ?? '')?.declared?.collation ?? 'BINARY']),
  );
  return child.indexes.some(
    ({ isPartial, columns }) =>
      !isPartial &&
      columns
        .slice(0, from.length)
        .filter(({ name, collation }) => name !== null && collations.get(name) === collation.toUpperCase()).length ===
        from.length,
  );
}
