import type { StoredValue } from '../../protocol.ts';
import { quoteName } from '../../sql-text.ts';
import type { WriteRelation } from '../../write/write-table.ts';
import { followedRows, RefusedRow, type RowState } from './row-states.ts';
import type { Save } from './save.ts';
import { conditionOf, type Locator, readExactly, selectList } from './table-access.ts';
import type { Bound } from './write-connection.ts';

/** What happens to a row: it goes, or some of its columns change. */
export type Effect = { readonly kind: 'delete' } | { readonly kind: 'update'; readonly columns: readonly string[] };

export interface Followers {
  /** Rows that will be deleted. */
  readonly gone: readonly RowState[];
  readonly relocations: readonly Relocation[];
}

/** A row that will be found elsewhere when its parent has changed. */
export interface Relocation {
  readonly child: RowState;
  readonly parent: RowState;
  readonly relation: WriteRelation;
}

/** What makes rows follow the one they refer to. */
export const followActions: ReadonlySet<string> = new Set(['CASCADE', 'SET NULL', 'SET DEFAULT']);

/**
 * Finds the rows that the store will delete or change along with this one, and theirs, and takes their images before it
 * does. Called right before the statement: rows that were moved away by then do not follow.
 */
export function collectFollowers(save: Save, root: RowState, effect: Effect): Followers {
  const gone: RowState[] = [];
  const relocations: Relocation[] = [];
  const seen = new Map<RowState, Set<WriteRelation | 'delete'>>();
  const waiting: { readonly parent: RowState; readonly effect: Effect }[] = [{ parent: root, effect }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { parent } = next;
    if (parent.locator === null) continue;
    for (const relation of save.incoming(parent.access.table.name)) {
      const action = actionOf(relation, next.effect);
      if (action === null) continue;
      save.connection.check();
      const child = save.access(relation.fromModel);
      const isGone = next.effect.kind === 'delete' && action === 'CASCADE';
      for (const locator of childrenOf(save, relation, parent, parent.locator)) {
        const state =
          save.states.find(child, locator) ??
          save.states.add({
            access: child,
            locator,
            before: new Map(),
            row: null,
            cause: root.cause,
            written: [],
            isGone: false,
            isParked: false,
          });
        const met = seen.get(state) ?? new Set();
        seen.set(state, met);
        const mark = isGone ? 'delete' : relation;
        if (state === parent || met.has('delete') || met.has(mark)) continue;
        met.add(mark);
        const { hasTriggers } = child.table;
        const columns = isGone || hasTriggers ? child.allColumns : [...relation.fromFields, ...child.generatedColumns];
        save.states.capture(state, columns);
        if (isGone) gone.push(state);
        if (action === 'SET DEFAULT') state.written = [...new Set([...state.written, ...relation.fromFields])];
        waiting.push({
          parent: state,
          effect: isGone ? { kind: 'delete' } : { kind: 'update', columns: relation.fromFields },
        });
        if (isGone || !relation.fromFields.some((field) => child.locatorColumns.includes(field))) continue;
        if (action !== 'CASCADE')
          throw new RefusedRow(`Rows of ${child.table.name} would get another key by ${action}: change them first`);
        relocations.push({ child: state, parent, relation });
      }
    }
  }
  return { gone, relocations };
}

/** `null` when nothing follows by this foreign key. */
function actionOf(relation: WriteRelation, effect: Effect): string | null {
  if (effect.kind === 'delete') return followActions.has(relation.onDelete) ? relation.onDelete : null;
  if (!relation.toFields.some((field) => effect.columns.includes(field))) return null;
  return followActions.has(relation.onUpdate) ? relation.onUpdate : null;
}

/**
 * Rows that refer to this one, found by the very comparison that SQLite's own actions use: `parent = child`, with the
 * collation of the parent's column and the affinities of both.
 */
function childrenOf(save: Save, relation: WriteRelation, parent: RowState, locator: Locator): readonly Locator[] {
  const child = save.access(relation.fromModel);
  const list = selectList(child.locatorColumns.map((name) => `c.${quoteName(name)}`));
  const values: Bound[] = [];
  const place = qualified(parent.access.locatorColumns, locator, 'p', values);
  const matches = relation.fromFields.map(
    (field, position) => `p.${quoteName(relation.toFields[position] ?? '')} = c.${quoteName(field)}`,
  );
  const from = `FROM ${parent.access.table.source} p CROSS JOIN ${child.table.source} c WHERE ${place} AND ${matches.join(' AND ')} LIMIT ${followedRows + 1}`;
  return readExactly(save.connection, list, from, values);
}

function qualified(columns: readonly string[], locator: Locator, alias: string, values: Bound[]): string {
  return columns
    .map((name, position) => {
      const one = conditionOf([name], [locator[position] ?? null]);
      values.push(...one.values);
      return `${alias}.${one.sql}`;
    })
    .join(' AND ');
}

/** Notes what has become of the followers, once the statement has run: finds those again that have another key now. */
export function settleFollowers(save: Save, { gone, relocations }: Followers): void {
  for (const state of gone) save.states.remove(state);
  for (const { child, parent, relation } of relocations) {
    if (child.locator === null || parent.locator === null) continue;
    const old = child.locator;
    const given = parent.access.readOne(relation.toFields, parent.locator);
    if (given === null) continue;
    const moved = child.access.locatorColumns.map((name, position): StoredValue => {
      const at = relation.fromFields.indexOf(name);
      return at < 0 ? (old[position] ?? null) : (given[at] ?? null);
    });
    // Read back: its own column may give the value another form.
    const found = child.access.readOne(child.access.locatorColumns, moved);
    if (found !== null) save.states.move(child, found);
  }
}
