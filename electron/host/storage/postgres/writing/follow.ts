import { PgError } from '../connection/pg-error.ts';
import type { Sql } from '../sql-text.ts';
import type { ForeignKeyAction, PgForeignKey } from '../table.ts';
import type { Stored } from './exact-value.ts';
import { keyedStatement, readRows, sizeTerm } from './read-rows.ts';
import { RefusedRow } from './refused-row.ts';
import { followedRows, followerState, type Locator, type RowState } from './row-states.ts';
import type { Save } from './save.ts';
import { columnOf, equalTo, qualified, type WriteTable } from './write-table.ts';

/** What happens to a row: it goes, or some of its columns change. */
export type Effect = { readonly kind: 'delete' } | { readonly kind: 'update'; readonly columns: readonly string[] };

export interface Followers {
  /** Rows that will be deleted. */
  readonly gone: RowState[];
  /** Rows that will change. */
  readonly changed: RowState[];
  readonly relocations: Relocation[];
}

/** A row that will be found elsewhere when its parent has changed. */
interface Relocation {
  readonly child: RowState;
  readonly parent: RowState;
  readonly relation: PgForeignKey;
}

const followActions: ReadonlySet<ForeignKeyAction> = new Set(['cascade', 'setNull', 'setDefault']);

/** Rows of other tables may change along with a row of this one. */
export function hasFollowers(save: Save, table: string, effect: Effect): boolean {
  return save.incoming(table).some((relation) => actionOf(relation, effect) !== null);
}

/** `null` when nothing follows by this foreign key. */
function actionOf(relation: PgForeignKey, effect: Effect): 'cascade' | 'setNull' | 'setDefault' | null {
  const action = effect.kind === 'delete' ? relation.onDelete : relation.onUpdate;
  if (effect.kind === 'update' && !relation.toFields.some((field) => effect.columns.includes(field))) return null;
  return action === 'noAction' || action === 'restrict' ? null : action;
}

/** The store itself sees to what refers to a row that goes or gets another key. */
export function isFollowed(action: ForeignKeyAction): boolean {
  return followActions.has(action);
}

interface Step {
  readonly parent: RowState;
  readonly effect: Effect;
  /** Which of the rows asked for it follows. */
  readonly root: number;
}

/**
 * Finds the rows that the store will delete or change along with each of these, and theirs, and takes their images before
 * it does. Called right before the statements: rows that were moved away by then do not follow.
 * @throws RefusedRow when they could not be brought back
 */
export async function collectFollowers(
  save: Save,
  roots: readonly { readonly state: RowState; readonly effect: Effect }[],
): Promise<readonly Followers[]> {
  const followers = roots.map((): Followers => ({ gone: [], changed: [], relocations: [] }));
  const seen = new Map<string, Set<PgForeignKey | 'delete'>>();
  const names = new Map<RowState, number>();
  let level: readonly Step[] = roots.map(({ state, effect }, root) => ({ parent: state, effect, root }));
  while (level.length > 0) {
    const next: Step[] = [];
    for (const group of Map.groupBy(level, ({ parent, effect }) => groupName(parent, effect)).values()) {
      const [first] = group;
      if (!first) continue;
      for (const relation of save.incoming(first.parent.table.id)) {
        const action = actionOf(relation, first.effect);
        if (action === null) continue;
        save.check();
        const isGone = first.effect.kind === 'delete' && action === 'cascade';
        const set =
          first.effect.kind === 'delete' ? (relation.setOnDelete ?? relation.fromFields) : relation.fromFields;
        const found = await childrenOf(save, relation, group, isGone);
        for (const { step, state } of found) {
          const name = names.get(state) ?? names.size;
          names.set(state, name);
          const place = `${step.root}:${name}`;
          const met = seen.get(place) ?? new Set();
          seen.set(place, met);
          const mark = isGone ? 'delete' : relation;
          if (state === step.parent || met.has('delete') || met.has(mark)) continue;
          met.add(mark);
          const own = followers[step.root];
          if (!own) continue;
          if (isGone) own.gone.push(state);
          else own.changed.push(state);
          if (action === 'setDefault') for (const field of set) state.written.add(field);
          const effect: Effect = isGone ? { kind: 'delete' } : { kind: 'update', columns: set };
          next.push({ parent: state, effect, root: step.root });
          if (isGone || !set.some((field) => state.table.key.includes(field))) continue;
          if (action !== 'cascade')
            throw new RefusedRow(
              `Rows of ${state.table.id} would get another key by ON ${first.effect.kind.toUpperCase()} ${action === 'setNull' ? 'SET NULL' : 'SET DEFAULT'}: change them first`,
            );
          own.relocations.push({ child: state, parent: step.parent, relation });
        }
      }
    }
    level = next;
  }
  return followers;
}

function groupName({ table }: RowState, effect: Effect): string {
  return JSON.stringify([table.id, effect.kind === 'delete' ? null : effect.columns]);
}

/** Rows that refer to these, locked, with their images taken. */
async function childrenOf(
  save: Save,
  relation: PgForeignKey,
  steps: readonly Step[],
  isGone: boolean,
): Promise<readonly { readonly step: Step; readonly state: RowState }[]> {
  const present = steps.flatMap((step) =>
    step.parent.locator === null ? [] : [{ step, locator: step.parent.locator }],
  );
  const [first] = present;
  if (!first) return [];
  const hidden = save.plan.hidden.get(relation.fromModel);
  if (hidden !== undefined)
    throw new RefusedRow(`Rows of ${relation.fromModel} may change with it, which could not be taken back: ${hidden}`);
  const parent = first.step.parent.table;
  const child = save.table(relation.fromModel);
  const columns =
    isGone || child.hasTriggers ? child.imaged : [...new Set([...relation.fromFields, ...child.generated])];
  const locators = present.map(({ locator }) => locator);
  if (!(await measure(save, relation, parent, child, locators, columns, isGone))) return [];
  const list = [...child.key, ...columns].map((name) => qualified('c', name));
  const order = child.key.map((name) => qualified('c', name)).join(', ');
  const rows = await withoutLockIfNeeded(save, (lock) =>
    keyedStatement(
      parent,
      locators,
      (from) =>
        `SELECT k.at, ${list.join(', ')} FROM ${from} JOIN ${child.table.source} AS c ON ${matchOf(relation, parent)} ORDER BY ${order}${lock}`,
    ),
  );
  return rows.flatMap((row) => {
    const step = present[Number(row[0])]?.step;
    if (!step) return [];
    const locator: Locator = row.slice(1, 1 + child.key.length);
    const state =
      save.states.find(child, locator) ??
      save.states.add(followerState(child, locator, new Map<string, Stored>(), step.parent.cause));
    save.states.capture(state, columns, row.slice(1 + child.key.length));
    return [{ step, state }];
  });
}

/** The very comparison that the foreign key itself makes. */
function matchOf({ fromFields, toFields }: PgForeignKey, parent: WriteTable): string {
  return fromFields
    .map((field, at) => {
      const target = toFields[at] ?? '';
      return `${qualified('t', target)} ${equalTo(columnOf(parent, target))} ${qualified('c', field)}`;
    })
    .join(' AND ');
}

type Rows = readonly (readonly Stored[])[];

async function withoutLockIfNeeded(save: Save, statement: (lock: string) => Sql): Promise<Rows> {
  const { transaction } = save;
  const read = (lock: string) => transaction.savepoint(async () => (await transaction.run(statement(lock))).rows);
  try {
    return await read(' FOR UPDATE OF c');
  } catch (error) {
    // The store changes them with the rights of their owner, this role need not have any to do so.
    if (!(error instanceof PgError) || error.sqlState !== '42501') throw error;
    return read('');
  }
}

/**
 * Nothing is read that could not be kept, or that has no name to be brought back by.
 * @returns whether there are any
 */
async function measure(
  save: Save,
  relation: PgForeignKey,
  parent: WriteTable,
  child: WriteTable,
  locators: readonly Locator[],
  columns: readonly string[],
  isGone: boolean,
): Promise<boolean> {
  const sizes = columns.map((name) =>
    columnOf(child, name).canBeBig ? `coalesce(${sizeTerm(child, name, 'c')}, 0)` : '8',
  );
  const size = sizes.length === 0 ? '0' : sizes.join(' + ');
  const { rows } = await save.transaction.run(
    keyedStatement(
      parent,
      locators,
      (from) =>
        `SELECT pg_catalog.count(*), pg_catalog.sum(s.size) FROM (SELECT ${size} AS size FROM ${from} JOIN ${child.table.source} AS c ON ${matchOf(relation, parent)} LIMIT ${followedRows + 1}) AS s`,
    ),
  );
  const [row] = rows;
  const count = Number(row?.[0] ?? 0);
  if (count === 0) return false;
  save.states.checkFollowers(0);
  if (count > followedRows) save.states.checkFollowers(count);
  save.states.checkBytes(Number(row?.[1] ?? 0));
  if (child.key.length === 0)
    throw new RefusedRow(`Rows of ${child.id} would change with it, and have no key to bring them back by`);
  if (isGone && child.unreadable.length > 0)
    throw new RefusedRow(
      `Rows of ${child.id} would go with it, and the role may not read all of them (${child.unreadable.join(', ')}) to bring them back`,
    );
  return true;
}

/** Notes what has become of the followers, once the statement has run: finds those again that have another key now. */
export async function settleFollowers(save: Save, { gone, changed, relocations }: Followers): Promise<void> {
  for (const state of gone) save.states.remove(state);
  for (const state of changed) state.version = null;
  for (const { child, parent, relation } of relocations) {
    if (child.locator === null || parent.locator === null || child.isGone) continue;
    const old = child.locator;
    const given = await readOne(save, parent.table, parent.locator, relation.toFields);
    if (given === null) continue;
    const moved = child.table.key.map((name, position): Stored => {
      const at = relation.fromFields.indexOf(name);
      return at < 0 ? (old[position] ?? null) : (given.values[at] ?? null);
    });
    // Read back: its own column may give the value another form.
    const found = await readOne(save, child.table, moved, []);
    if (found !== null) save.states.move(child, found.key);
  }
}

/** One row as it is now, without its image being counted. */
export async function readOne(save: Save, table: WriteTable, locator: Locator, columns: readonly string[]) {
  const [rows] = await readRows(save.transaction, { table, keys: [locator], columns, lock: null, count: () => {} });
  return rows?.[0] ?? null;
}
