import { type FollowedDeletes, identityAt, identityText } from '../impact/follow-deletes.ts';
import { followTable } from '../impact/follow-plan.ts';
import type { StoredValue } from '../protocol.ts';
import { bindStored } from '../segments.ts';
import { quoteName } from '../sql-text.ts';
import { wideColumns } from '../wide-form.ts';
import type { Reader } from '../worker/reader.ts';
import type { PlannedRow } from '../write/write-plan.ts';
import { comparedText } from './compared-text.ts';
import type { LookedRow, TableRules, UniqueRule } from './looked-row.ts';
import type { ScratchTable } from './scratch.ts';

export interface UniqueProblem {
  readonly row: PlannedRow;
  readonly field: string | null;
  readonly message: string;
}

export interface UniqueProbe {
  /** The values of a row under each rule that writing it touches; called while they stand in the scratch table. */
  add(looked: LookedRow & { readonly scratch: ScratchTable }, rules: TableRules): void;
  /** Rows that would be like another one, in the store or among the changes. */
  find(): readonly UniqueProblem[];
}

interface Claim {
  readonly looked: LookedRow;
  readonly rule: UniqueRule;
  readonly values: readonly StoredValue[];
}

/** Known collations; what another one would call the same can't be told. */
const collations = new Set(['BINARY', 'NOCASE', 'RTRIM']);

export function createUniqueProbe(reader: Reader, gone: FollowedDeletes): UniqueProbe {
  const claims: Claim[] = [];
  /** Rows of the store that give their place up: by table, their id, and the rule. */
  const leaving = new Map<UniqueRule, Set<string>>();

  function takers({ looked, rule, values }: Claim): readonly string[] {
    const { table } = looked;
    const { identity } = followTable(table);
    const conditions = rule.parts.map(({ expression, collation }, at) => {
      const { text } = bindStored(values[at] ?? null);
      return `${expression} COLLATE ${collation} = ${text}`;
    });
    const text = `SELECT ${identity.map((name) => wideColumns(quoteName(name), 'none')).join(', ')} FROM ${table.source} WHERE ${[
      ...conditions,
      ...(rule.where === null ? [] : [`(${rule.where}\n)`]),
    ].join(' AND ')} LIMIT 10`;
    try {
      return reader
        .prepare(text)
        .all(...values.flatMap((value) => bindStored(value).values))
        .map((row) => identityText(identityAt(reader, row, 0, identity.length)));
    } catch (error) {
      // An expression with a function of another program: the store will say whether another row is alike.
      if (error instanceof Error && /^no such (?:function|collation)|unsafe use of/.test(error.message)) return [];
      throw error;
    }
  }

  return {
    add: (looked, rules) => {
      const { row, id, table } = looked;
      for (const rule of rules.uniques) {
        const columns = [...looked.written].map((name) => name.toLowerCase());
        if (!columns.some((name) => rule.names.has(name))) continue;
        if (row.kind === 'update' && id !== null) {
          const left = leaving.get(rule) ?? new Set();
          leaving.set(rule, left);
          left.add(id);
        }
        const values = valuesUnder(looked, rule);
        if (values !== null && rule.parts.every(({ collation }) => collations.has(collation)))
          claims.push({ looked: withoutScratch(looked, table), rule, values });
      }
    },
    find: () => {
      const problems: UniqueProblem[] = [];
      const claimed = new Map<UniqueRule, Map<string, Claim>>();
      for (const claim of claims) {
        reader.live.check();
        const { looked, rule, values } = claim;
        const text = JSON.stringify(
          values.map((value, at) => comparedText(value, rule.parts[at]?.collation ?? 'BINARY')),
        );
        const others = claimed.get(rule) ?? new Map<string, Claim>();
        claimed.set(rule, others);
        const isTaken =
          others.has(text) ||
          takers(claim).some(
            (id) =>
              id !== looked.id &&
              !(gone.gone.get(looked.table.name)?.has(id) ?? false) &&
              !(leaving.get(rule)?.has(id) ?? false),
          );
        if (isTaken) problems.push(problemOf(looked, rule));
        others.set(text, claim);
      }
      return problems;
    },
  };
}

/** The claim outlives the row in the scratch table. */
function withoutScratch(
  { row, identity, id, current, written, final }: LookedRow,
  table: LookedRow['table'],
): LookedRow {
  return { row, table, identity, id, current, written, final };
}

/** `null` when the rule does not hold the row to anything: a NULL is like no other, and a condition may leave it out. */
function valuesUnder(
  { final, scratch, table }: LookedRow & { readonly scratch: ScratchTable },
  rule: UniqueRule,
): readonly StoredValue[] | null {
  const columns = [...table.columns.values()].filter(({ name }) => rule.names.has(name.toLowerCase()));
  if (!columns.every(({ name, declared }) => declared !== null && final.has(name))) return null;
  if (rule.where !== null && scratch.compute(`CASE WHEN (${rule.where}\n) THEN 1 END`) !== 1n) return null;
  const values = rule.parts.map(({ expression, column }) =>
    column === null ? scratch.compute(expression) : final.get(column),
  );
  const known = values.flatMap((value) => (value === undefined || value === null ? [] : [value]));
  return known.length === values.length ? known : null;
}

function problemOf({ row }: LookedRow, rule: UniqueRule): UniqueProblem {
  const names = rule.parts.flatMap(({ column }) => column ?? []);
  const isEdited = (name: string) => row.kind !== 'delete' && row.fields.some(({ field }) => field === name);
  const field = names.find(isEdited) ?? names[0] ?? null;
  if (names.length !== rule.parts.length)
    return { row, field, message: 'Another row is alike, which the store forbids' };
  if (names.length === 1) return { row, field, message: 'Another row has this value' };
  return { row, field, message: `Another row has the same ${names.slice(0, -1).join(', ')} and ${names.at(-1)}` };
}
