import type { Field, Model } from '../../../../shared/domain/catalog.ts';
import type { MenuEntry } from '../../../ui/index.ts';
import { setDefaultKeys, setNullKeys } from '../editors/editor-tools.tsx';
import type { ModelRow } from '../model-row.ts';
import { storeGives } from './new-row.ts';
import type { RowCommands } from './use-row-commands.tsx';
import type { Staging } from './use-staging.ts';

/** What can be done to a cell and its row, for the context menu. With a reason why not, where it can't. */
export function editMenu(given: {
  readonly row: ModelRow;
  readonly column: string;
  readonly model: Model;
  readonly staging: Staging;
  readonly commands: RowCommands;
  readonly edit: () => void;
  /** The rows that are meant: those selected by their headers when this one is among them. */
  readonly rows: readonly ModelRow[];
  readonly missing: number;
}): MenuEntry[] {
  const { row, column, model, staging, commands, rows, missing } = given;
  const { lookup } = staging;
  const field = model.fields.find(({ name }) => name === column);
  const reason = staging.refusal(row, column) ?? undefined;
  const readOnly = lookup.readOnlyReason() ?? undefined;
  const isDeleted = lookup.isDeleted(row);
  const isStagedCell = lookup.value(row, column) !== null;
  const count = rows.length === 1 ? 'row' : 'rows';
  const cells = [{ row, column }];
  return [
    { label: 'Edit cell', icon: 'pencil', shortcut: 'F2', disabledReason: reason, onSelect: given.edit },
    {
      label: 'Set NULL',
      shortcut: setNullKeys,
      disabledReason: reason ?? (field?.nullable === true ? undefined : `${column} takes no NULL`),
      onSelect: () => commands.setCells(cells, 'null'),
    },
    {
      label: 'Set DEFAULT',
      shortcut: setDefaultKeys,
      disabledReason: reason ?? defaultRefusal(field, row),
      onSelect: () => commands.setCells(cells, 'default'),
    },
    {
      label: 'Revert cell',
      icon: 'undo',
      disabledReason: isStagedCell && !isDeleted ? undefined : 'Nothing is staged here',
      onSelect: () => staging.revert(row, column),
    },
    { kind: 'divider' },
    {
      label: `Duplicate ${count}`,
      icon: 'duplicate',
      disabledReason: readOnly,
      onSelect: () => commands.duplicate(rows, missing),
    },
    isDeleted
      ? { label: `Restore ${count}`, icon: 'undo', onSelect: () => staging.restore(rows) }
      : {
          label: 'Delete rows',
          icon: 'trash',
          isDangerous: true,
          disabledReason: readOnly,
          onSelect: () => commands.remove(rows, missing),
        },
    ...(lookup.isStaged(row) && !isDeleted && row.newId === null
      ? [{ label: 'Revert row', icon: 'undo' as const, onSelect: () => staging.revert(row) }]
      : []),
  ];
}

function defaultRefusal(field: Field | undefined, row: ModelRow): string | undefined {
  if (field === undefined) return undefined;
  if (field.defaultText !== null || (row.newId !== null && storeGives(field))) return undefined;
  return `${field.name} has no default`;
}
