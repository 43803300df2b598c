import type { Relation } from '../../../../../shared/domain/catalog.ts';
import type { ForeignKeyAction, PgForeignKey } from '../table.ts';
import type { ActionCode, ForeignKeyFacts } from './facts.ts';
import { modelIdOf } from './model-id.ts';

const actions = {
  a: 'noAction',
  r: 'restrict',
  c: 'cascade',
  n: 'setNull',
  d: 'setDefault',
} as const satisfies Record<ActionCode, ForeignKeyAction>;

const actionWords = {
  a: 'NO ACTION',
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
} as const satisfies Record<ActionCode, string>;

const fromModel = (key: ForeignKeyFacts) => modelIdOf({ schema: key.fromSchema, name: key.fromName });
const toModel = (key: ForeignKeyFacts) => modelIdOf({ schema: key.toSchema, name: key.toName });

/** For people: rows that belong together. A key the role may not read on one of its sides leads nowhere. */
export function relationOf(key: ForeignKeyFacts): readonly Relation[] {
  if (!key.isReadable || key.isPeriod) return [];
  return [
    {
      // A constraint's name is unique within its table.
      id: `${fromModel(key)}#${key.name}`,
      fromModel: fromModel(key),
      fromFields: [...key.fromColumns],
      toModel: toModel(key),
      toFields: [...key.toColumns],
      onDelete: actionWords[key.onDelete],
      onUpdate: actionWords[key.onUpdate],
    },
  ];
}

/**
 * For the statements: what the server holds the rows to. A key with PERIOD compares times by what they cover, which no
 * comparison of columns says: it is left to the server. One that is NOT ENFORCED does nothing.
 */
export function foreignKeyOf(key: ForeignKeyFacts): readonly PgForeignKey[] {
  if (!key.isEnforced || key.isPeriod) return [];
  return [
    {
      name: key.name,
      fromModel: fromModel(key),
      fromFields: key.fromColumns,
      toModel: toModel(key),
      toFields: key.toColumns,
      onDelete: actions[key.onDelete],
      onUpdate: actions[key.onUpdate],
      setOnDelete: key.setOnDelete,
      isDeferrable: key.isDeferrable,
    },
  ];
}
