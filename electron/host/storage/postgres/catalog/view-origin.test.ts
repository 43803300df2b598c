import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseNodeTree } from './node-tree.ts';
import { readViewOrigin } from './view-origin.ts';

const target = (name: string, origin = '16399', attnum = 1) =>
  `{TARGETENTRY :expr {VAR :varno 1 :varattno ${attnum} :varlevelsup 0 :location -1} :resno 1 :resname ${name} :ressortgroupref 0 :resorigtbl ${origin} :resorigcol ${attnum} :resjunk false}`;
const query = (targets: string, from = '{RANGETBLREF :rtindex 1}') =>
  `({QUERY :commandType 1 :utilityStmt <> :rtable ({RANGETBLENTRY :alias <> :eref {ALIAS :aliasname r :colnames ("id" "f\\ k")} :rtekind 0 :relid 16399 :inh true}) :jointree {FROMEXPR :fromlist (${from}) :quals {CONST :constvalue 4 [ 1 0 0 0 ]}} :targetList (${targets}) :limitCount <>})`;

it('a column that is shown as it is leads to its table', () => {
  expect(readViewOrigin(query(target('id')))).toEqual({ relation: 16399, attnums: new Map([[1, 1]]) });
});

it.each([':resorigtbl', ':resorigcol', ':resno', ':expr', ':resjunk', '\\{x', 'a\\ :resorigcol\\ 5', '\\)\\}'])(
  'a column called %s leads nowhere else',
  (name) => {
    const origin = readViewOrigin(query(target(name)));
    expect([...(origin?.attnums ?? [])].every(([own, attnum]) => own === 1 && attnum === 1)).toBe(true);
  },
);

it.each([
  ['of another table', query(target('id', '999')), 0],
  ['of the system', query(target('id', '16399', -3)), 0],
])('a column %s does not count', (_, tree, count) => {
  expect(readViewOrigin(tree)?.attnums.size).toBe(count);
});

it.each([
  ['two tables', query(target('id'), '{RANGETBLREF :rtindex 1} {RANGETBLREF :rtindex 2}')],
  ['a join', query(target('id'), '{JOINEXPR :jointype 0 :rtindex 1}')],
  ['no table', query(target('id'), '')],
  ['two queries', `${query(target('id')).slice(0, -1)} {QUERY})`],
  ['half a tree', query(target('id')).slice(0, -5)],
  ['nothing', ''],
  ['a tree without an end', '('.repeat(100_000)],
])('%s have no one origin', (_, tree) => {
  expect(readViewOrigin(tree)).toBe(null);
});

it('any text is read or refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('{', '}', '(', ')', ':', 'a', ' ', '\\', '\n') }), (text) => {
      parseNodeTree(text);
    }),
  );
});
