import { useCallback, useMemo } from 'react';
import type { Field, Model } from '../../../shared/domain/catalog.ts';
import type { RowQuery } from '../../../shared/domain/query.ts';
import type { GridSort } from '../../grid/index.ts';
import { type Condition, decodeCondition, encodeCondition, filterOf } from './condition.ts';
import type { ModelView } from './model-search.ts';

export interface ViewQuery {
  readonly query: RowQuery;
  readonly conditions: readonly Condition[];
  readonly setConditions: (conditions: readonly Condition[]) => void;
  readonly sort: RowQuery['sort'];
  readonly gridSort: readonly GridSort[];
  readonly setSort: (sort: RowQuery['sort']) => void;
  readonly hidden: ReadonlySet<string>;
  readonly hide: (names: ReadonlySet<string>) => void;
  /** Those shown, of which there is always one. */
  readonly fields: readonly Field[];
  readonly columnNames: readonly string[];
  /** Conditions or a search leave rows out. */
  readonly isNarrowed: boolean;
  readonly showAll: () => void;
  /** The fields the view is sorted or narrowed by; `null` when it is searched, so that any may matter. */
  readonly watched: ReadonlySet<string> | null;
}

/** Which rows and columns a model's screen shows, as its address says. */
export function useViewQuery({ search, change }: ModelView, model: Model): ViewQuery {
  const conditions = useMemo(
    () => (search.where ?? []).flatMap((encoded) => decodeCondition(encoded) ?? []),
    [search.where],
  );
  const hidden = useMemo(() => new Set(search.hidden), [search.hidden]);
  const sort = useMemo(() => (search.sort ?? []).map(([field, direction]) => ({ field, direction })), [search.sort]);
  const fields = useMemo(() => shownFields(model, hidden), [model, hidden]);
  const query = useMemo<RowQuery>(
    () => ({ model: model.id, filter: filterOf(conditions), sort, search: search.search ?? '' }),
    [model.id, conditions, sort, search.search],
  );
  const setConditions = useCallback(
    (next: readonly Condition[]) =>
      change({ where: next.length === 0 ? undefined : next.map(encodeCondition) }, { isStep: true }),
    [change],
  );
  const setSort = useCallback(
    (next: RowQuery['sort']) =>
      change(
        { sort: next.length === 0 ? undefined : next.map(({ field, direction }) => [field, direction]) },
        { isStep: true },
      ),
    [change],
  );
  return {
    query,
    conditions,
    setConditions,
    sort,
    gridSort: useMemo(() => sort.map(({ field, direction }) => ({ column: field, direction })), [sort]),
    setSort,
    hidden,
    hide: (names) => change({ hidden: names.size === 0 ? undefined : [...names] }),
    fields,
    columnNames: useMemo(() => fields.map(({ name }) => name), [fields]),
    isNarrowed: query.filter !== null || query.search !== '',
    showAll: () => change({ where: undefined, search: undefined }, { isStep: true }),
    watched: useMemo(
      () =>
        query.search !== ''
          ? null
          : new Set([...conditions.map(({ field }) => field), ...sort.map(({ field }) => field)]),
      [query.search, conditions, sort],
    ),
  };
}

function shownFields(model: Model, hidden: ReadonlySet<string>): Model['fields'] {
  const shown = model.fields.filter(({ name }) => !hidden.has(name));
  return shown.length > 0 ? shown : model.fields.slice(0, 1);
}
