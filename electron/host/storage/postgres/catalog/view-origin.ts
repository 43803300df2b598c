import { fieldOf, isList, isNode, parseNodeTree, type TreeNode } from './node-tree.ts';

/** The one table or view whose rows a view shows, and the columns that the view shows as they are. */
export interface ViewOrigin {
  readonly relation: number;
  /** Its column by that of the view. */
  readonly attnums: ReadonlyMap<number, number>;
}

/**
 * Reads where the columns of a view come from. The caller makes sure that the server itself calls the view updatable:
 * then it shows each row of one relation at most once, without joins, groups, DISTINCT or LIMIT.
 *
 * No other place of the catalogue says which column stands for which: `pg_depend` only knows which are used at all.
 *
 * @param tree `pg_rewrite.ev_action` of the view's own rule
 * @returns `null` when it can't be told for certain
 */
export function readViewOrigin(tree: string): ViewOrigin | null {
  const actions = parseNodeTree(tree) ?? undefined;
  const query = isList(actions) && actions.length === 1 ? actions[0] : undefined;
  if (!isNode(query) || query.label !== 'QUERY') return null;
  const relation = onlyRelation(query);
  const targets = fieldOf(query, 'targetList');
  if (relation === null || !isList(targets)) return null;
  const attnums = new Map<number, number>();
  for (const target of targets) {
    if (!isNode(target) || target.label !== 'TARGETENTRY') return null;
    if (fieldOf(target, 'resjunk') !== 'false' || numberOf(target, 'resorigtbl') !== relation) continue;
    const value = fieldOf(target, 'expr');
    const attnum = numberOf(target, 'resorigcol');
    const own = numberOf(target, 'resno');
    // A system column has a negative number.
    if (!isNode(value) || value.label !== 'VAR' || attnum === null || attnum <= 0 || own === null) continue;
    if (numberOf(value, 'varattno') === attnum && fieldOf(value, 'varlevelsup') === '0') attnums.set(own, attnum);
  }
  return { relation, attnums };
}

/** The oid of what stands in FROM, when that is one table or view by itself. */
function onlyRelation(query: TreeNode): number | null {
  const join = fieldOf(query, 'jointree');
  const from = isNode(join) ? fieldOf(join, 'fromlist') : undefined;
  const [reference, ...others] = isList(from) ? from : [];
  if (!isNode(reference) || reference.label !== 'RANGETBLREF' || others.length > 0) return null;
  const place = numberOf(reference, 'rtindex');
  const tables = fieldOf(query, 'rtable');
  const table = isList(tables) && place !== null ? tables[place - 1] : undefined;
  // 0: RTE_RELATION.
  if (!isNode(table) || fieldOf(table, 'rtekind') !== '0') return null;
  return numberOf(table, 'relid');
}

function numberOf(node: TreeNode, field: string): number | null {
  const value = fieldOf(node, field);
  return typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : null;
}
