import type { Field, Model } from '../../../shared/domain/catalog.ts';
import { isWhole } from '../../../shared/domain/cell.ts';
import type { RowQuery } from '../../../shared/domain/query.ts';
import { type MenuEntry, notify } from '../../ui/index.ts';
import { type Condition, conditionWords } from './condition.ts';
import type { ColumnContext } from './model-columns.tsx';
import { cellOf, type ModelRow } from './model-row.ts';

type Sort = RowQuery['sort'];

export function headerMenu(given: {
  readonly field: string;
  readonly sort: Sort;
  readonly setSort: (sort: Sort) => void;
  readonly filterBy: (field: string) => void;
  readonly hide: (names: ReadonlySet<string>) => void;
  readonly hidden: ReadonlySet<string>;
  readonly fields: readonly Field[];
}): MenuEntry[] {
  const { field, sort, setSort, fields, hidden } = given;
  const present = sort.find((one) => one.field === field);
  const isSortable = fields.find(({ name }) => name === field)?.type !== 'bytes';
  const reason = isSortable ? undefined : 'Bytes are not sorted';
  return [
    {
      label: 'Sort ascending',
      icon: 'sortAscending',
      disabledReason: reason,
      onSelect: () => setSort([{ field, direction: 'asc' }]),
    },
    {
      label: 'Sort descending',
      icon: 'sortDescending',
      disabledReason: reason,
      onSelect: () => setSort([{ field, direction: 'desc' }]),
    },
    ...(present === undefined
      ? []
      : [
          {
            label: 'Do not sort by it',
            icon: 'close' as const,
            onSelect: () => setSort(sort.filter((one) => one.field !== field)),
          },
        ]),
    { kind: 'divider' },
    { label: 'Add condition…', icon: 'filter', onSelect: () => given.filterBy(field) },
    {
      label: 'Hide column',
      icon: 'columns',
      disabledReason: fields.length === 1 ? 'It is the only column' : undefined,
      onSelect: () => given.hide(new Set([...hidden, field])),
    },
    { kind: 'divider' },
    { label: 'Copy column name', icon: 'copy', onSelect: () => copyText(field) },
  ];
}

export function cellMenu(given: {
  readonly row: ModelRow;
  readonly column: string;
  readonly model: Model;
  readonly context: ColumnContext;
  readonly conditions: readonly Condition[];
  readonly setConditions: (conditions: readonly Condition[]) => void;
  readonly copy: () => void;
  readonly open: (row: ModelRow) => void;
  /** What changes the cell or its row. */
  readonly editing: readonly MenuEntry[];
}): MenuEntry[] {
  const { row, column, model, context, conditions, setConditions } = given;
  const field = model.fields.find(({ name }) => name === column);
  const cell = cellOf(row, column);
  const entries: MenuEntry[] = [
    { label: 'Copy', icon: 'copy', shortcut: 'mod+C', onSelect: given.copy },
    { label: 'Show details', icon: 'listDetails', shortcut: ' ', onSelect: () => given.open(row) },
    ...(given.editing.length > 0 ? [{ kind: 'divider' } as const, ...given.editing] : []),
  ];
  if (field === undefined || cell === undefined || !isWhole(cell)) return entries;
  const path = cell === null ? null : context.referencePath(field, cell);
  if (path !== null) {
    entries.push({
      label: `Go to ${field.reference?.model ?? ''}`,
      icon: 'link',
      shortcut: 'mod+Enter',
      onSelect: () => context.follow(path),
    });
  }
  const only: Condition =
    cell === null
      ? { field: column, operator: 'isNull', values: [] }
      : { field: column, operator: 'is', values: [cell] };
  const without: Condition =
    cell === null
      ? { field: column, operator: 'isNotNull', values: [] }
      : { field: column, operator: 'isNot', values: [cell] };
  entries.push({ kind: 'divider' });
  for (const condition of [only, without]) {
    const words = conditionWords(condition, field);
    entries.push({
      label: `Only where ${shorten([words.field, words.operator, words.value].join(' ').trim())}`,
      onSelect: () => setConditions([...conditions, condition]),
    });
  }
  return entries;
}

function shorten(text: string): string {
  return text.length > 48 ? `${text.slice(0, 47)}…` : text;
}

function copyText(text: string): void {
  navigator.clipboard.writeText(text).catch(() => notify({ kind: 'error', message: 'The clipboard can’t be written' }));
}
