import { cellText, type WholeCell } from '../../../shared/domain/cell.ts';

/** What copying a value gives: the stored text, digit for digit; bytes as hex digits, NULL as nothing. */
export function cellCopyText(cell: WholeCell): string {
  return cellText(cell);
}
