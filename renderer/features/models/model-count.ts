import type { Count } from '../../../shared/domain/catalog.ts';
import { formatCount } from '../../ui/index.ts';

/** `12,480`, `≈ 12,480`, `≥ 12,480`. */
export function countText(count: Count): string {
  const sign = count.kind === 'exact' ? '' : count.kind === 'estimate' ? '≈ ' : '≥ ';
  return sign + formatCount(count.value);
}

/** `12,480 rows`, or `1,936 of 12,480` when not all rows are shown. */
export function rowsText(shown: Count, total: Count | null): string {
  if (total === null) return `${countText(shown)} ${shown.kind === 'exact' && shown.value === 1 ? 'row' : 'rows'}`;
  return `${countText(shown)} of ${countText(total)}`;
}
