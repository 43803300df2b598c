import type { RowQuery } from '../../../../shared/domain/query.ts';

/** Equal queries have equal keys. */
export function queryKey({ model, filter, sort, search }: RowQuery): string {
  return JSON.stringify([model, filter, sort, search], (_, value: unknown) =>
    typeof value === 'bigint' ? { bigint: value.toString() } : value,
  );
}
