import type { ColumnFacts, DefinitionFacts, TableFacts } from './facts.ts';

/**
 * Statements that would make such a table or view, for reading and copying: the server itself keeps no more than the
 * queries of views. Grants, tablespaces and the options of foreign tables, where passwords may stand, are left out.
 */
export function writeDefinition(facts: TableFacts): string {
  const { relation, definition, indexes } = facts;
  const children = definition.children ?? [];
  const more = definition.childCount - children.length;
  const isView = relation.viewQuery !== null;
  const alter = `ALTER TABLE ${relation.quoted}`;
  const statements = [
    isView ? viewText(facts, relation.viewQuery) : tableText(facts),
    // Those of constraints are made with them; those of a view belong to its table.
    ...indexes
      .filter(({ constraint }) => constraint === null && relation.kind !== 'v')
      .map((index) => index.definition),
    ...(definition.partitionBound === null
      ? []
      : (definition.parents ?? []).map(
          (parent) => `ALTER TABLE ${parent} ATTACH PARTITION ${relation.quoted} ${definition.partitionBound}`,
        )),
    ...(definition.hasRowSecurity ? [`${alter} ENABLE ROW LEVEL SECURITY`] : []),
    ...(definition.policies ?? []).map((policy) => policyText(relation.quoted, policy)),
    ...(definition.rules ?? []),
    ...(definition.triggers ?? []),
    ...commentTexts(facts),
  ];
  const notes = [
    ...(definition.isRowSecurityActive
      ? ['Row security is on: this role sees the rows that the policies let it see']
      : []),
    ...children.map(({ quoted, bound }) =>
      bound === null ? `${quoted} inherits from it` : `Partition ${quoted} ${bound}`,
    ),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
  return [
    ...statements.map((statement) => (statement.endsWith(';') ? statement : `${statement};`)),
    // Nothing of a name may leave the comment.
    ...notes.map((note) => `-- ${note.replaceAll(/\s*[\r\n]\s*/g, ' ')}`),
  ].join('\n');
}

function viewText({ relation, definition }: TableFacts, query: string | null): string {
  const kind = relation.kind === 'm' ? 'MATERIALIZED VIEW' : 'VIEW';
  return `CREATE ${kind} ${relation.quoted}${optionsText(definition)} AS\n${query}`;
}

function tableText({ relation, definition, columns, constraints }: TableFacts): string {
  const kind = relation.kind === 'f' ? 'FOREIGN TABLE' : definition.persistence === 'u' ? 'UNLOGGED TABLE' : 'TABLE';
  const lines = [
    ...columns.map(columnText),
    ...constraints.map(({ quoted, definition: rule }) => `CONSTRAINT ${quoted} ${rule}`),
  ];
  const body = lines.length === 0 ? '()' : `(\n${lines.map((line) => `  ${line}`).join(',\n')}\n)`;
  const inherits =
    definition.partitionBound === null && definition.parents !== null
      ? ` INHERITS (${definition.parents.join(', ')})`
      : '';
  const partition = definition.partitionKey === null ? '' : ` PARTITION BY ${definition.partitionKey}`;
  const server = definition.foreignServer === null ? '' : ` SERVER ${definition.foreignServer}`;
  return `CREATE ${kind} ${relation.quoted} ${body}${inherits}${partition}${server}${optionsText(definition)}`;
}

function optionsText({ options }: DefinitionFacts): string {
  return options === null ? '' : ` WITH (${options})`;
}

function columnText({
  quoted,
  typeText,
  collationText,
  generated,
  identity,
  expression,
  notNull,
}: ColumnFacts): string {
  const collation = collationText === null ? '' : ` COLLATE ${collationText}`;
  return `${quoted} ${typeText}${collation}${originText(generated, identity, expression)}${notNull ? ' NOT NULL' : ''}`;
}

function originText(
  generated: ColumnFacts['generated'],
  identity: ColumnFacts['identity'],
  expression: string | null,
): string {
  if (identity !== '') return ` GENERATED ${identity === 'a' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY`;
  if (expression === null) return '';
  if (generated === '') return ` DEFAULT ${expression}`;
  return ` GENERATED ALWAYS AS (${expression}) ${generated === 's' ? 'STORED' : 'VIRTUAL'}`;
}

const policyCommands = { r: 'SELECT', a: 'INSERT', w: 'UPDATE', d: 'DELETE', '*': 'ALL' } as const;

function policyText(table: string, policy: NonNullable<DefinitionFacts['policies']>[number]): string {
  const { quoted, command, isPermissive, roles, using, check } = policy;
  return [
    `CREATE POLICY ${quoted} ON ${table}`,
    ...(isPermissive ? [] : ['AS RESTRICTIVE']),
    ...(command === '*' ? [] : [`FOR ${policyCommands[command]}`]),
    ...(roles === null ? [] : [`TO ${roles.join(', ')}`]),
    ...(using === null ? [] : [`USING (${using})`]),
    ...(check === null ? [] : [`WITH CHECK (${check})`]),
  ].join(' ');
}

const relationWords = { r: 'TABLE', p: 'TABLE', v: 'VIEW', m: 'MATERIALIZED VIEW', f: 'FOREIGN TABLE' } as const;

function commentTexts({ relation, columns, constraints }: TableFacts): readonly string[] {
  const text = (target: string, comment: string | null) =>
    comment === null ? [] : [`COMMENT ON ${target} IS '${comment.replaceAll("'", "''")}'`];
  return [
    ...text(`${relationWords[relation.kind]} ${relation.quoted}`, relation.comment),
    ...columns.flatMap(({ quoted, comment }) => text(`COLUMN ${relation.quoted}.${quoted}`, comment)),
    ...constraints.flatMap(({ quoted, comment }) => text(`CONSTRAINT ${quoted} ON ${relation.quoted}`, comment)),
  ];
}
