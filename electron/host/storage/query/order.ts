import { AppError } from '../../../../shared/domain/app-error.ts';
import type { Sort } from '../../../../shared/domain/query.ts';

/** The sort as it counts: a field named twice orders by its first place only. */
export function effectiveSort(sort: readonly Sort[]): readonly Sort[] {
  const seen = new Set<string>();
  return sort.filter(({ field }) => !seen.has(field) && seen.add(field));
}

/** @throws {AppError} `bad_request` for a field the model does not have. */
export function requireField(known: { has(field: string): boolean }, field: string, model: string): void {
  if (!known.has(field)) throw new AppError('bad_request', `No field “${field}” in ${model}`, { subject: field });
}
