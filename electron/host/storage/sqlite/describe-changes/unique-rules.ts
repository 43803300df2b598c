import type { Relation } from '../../../../../shared/domain/catalog.ts';
import { afterBrackets, isMark, isWord, type SqlToken, tokenizeSql } from '../checks/sql-tokens.ts';
import { splitAtCommas } from '../checks/table-definition.ts';
import { quoteName } from '../sql-text.ts';
import type { Table } from '../table.ts';
import type { TableRules, UniqueRule } from './looked-row.ts';

/** What writing rows of a table has to heed, gathered from its definition. */
export function tableRules(table: Table, relations: readonly Relation[]): TableRules {
  const references = relations.filter(({ fromModel }) => fromModel === table.name).map(({ fromFields }) => fromFields);
  const referenced = relations.filter(({ toModel }) => toModel === table.name).flatMap(({ toFields }) => toFields);
  const generated = new Map<string, ReadonlySet<string>>();
  for (const { name, declared } of table.columns.values())
    if (declared?.generatedAs != null) generated.set(name, namesIn(tokenizeSql(declared.generatedAs)));
  return { table, references, referenced, generated, uniques: uniqueRules(table) };
}

function uniqueRules(table: Table): readonly UniqueRule[] {
  const rules: UniqueRule[] = [];
  for (const { name, isRowid, declared } of table.columns.values())
    if (isRowid && declared !== null)
      rules.push(ruleOf([{ expression: quoteName(name), column: name, collation: 'BINARY' }], null));
  for (const index of table.indexes) {
    if (!index.isUnique) continue;
    const spelled = partsOf(index.definition);
    const parts = index.columns.slice(0, index.declaredColumns).map(({ name, collation }, at) => ({
      expression: name === null ? (spelled.expressions[at] ?? '') : quoteName(name),
      column: name,
      collation: collation.toUpperCase(),
    }));
    // What an expression says can't be told without its text.
    if (parts.some(({ expression }) => expression === '') || (index.isPartial && spelled.where === null)) continue;
    rules.push(ruleOf(parts, index.isPartial ? spelled.where : null));
  }
  return rules;
}

function ruleOf(parts: UniqueRule['parts'], where: string | null): UniqueRule {
  const names = [...parts.map(({ expression }) => expression), where ?? ''].flatMap((text) => [
    ...namesIn(tokenizeSql(text)),
  ]);
  return { parts, where, names: new Set(names) };
}

/** The terms and the condition of a CREATE INDEX statement. */
function partsOf(sql: string): { readonly expressions: readonly string[]; readonly where: string | null } {
  const tokens = tokenizeSql(sql);
  const open = tokens.findIndex((token) => isMark(token, '('));
  if (open < 0) return { expressions: [], where: null };
  const end = afterBrackets(tokens, open);
  const textOf = (part: readonly SqlToken[]) => {
    const [first] = part;
    const last = part.at(-1);
    return first && last ? sql.slice(first.start, last.end) : '';
  };
  const expressions = splitAtCommas(tokens.slice(open + 1, end - 1)).map((item) =>
    textOf(isWord(item.at(-1), 'ASC', 'DESC') ? item.slice(0, -1) : item),
  );
  const where = isWord(tokens[end], 'WHERE') ? textOf(tokens.slice(end + 1)) : null;
  return { expressions, where };
}

function namesIn(tokens: readonly SqlToken[]): ReadonlySet<string> {
  return new Set(
    tokens.flatMap(({ kind, value }) => (kind === 'word' || kind === 'name' ? [value.toLowerCase()] : [])),
  );
}
