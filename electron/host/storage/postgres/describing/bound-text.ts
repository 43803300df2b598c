import type { WholeCell } from '../../../../../shared/domain/cell.ts';

/** A cell as it is bound to a parameter without a type: the server reads it with the input function of the column. */
export function boundText(cell: WholeCell): string | null {
  if (cell === null) return null;
  switch (typeof cell) {
    case 'string':
      return cell;
    case 'bigint':
      return String(cell);
    case 'boolean':
      return cell ? 'true' : 'false';
    default:
      return cell.kind === 'bytes' ? `\\x${cell.hex}` : cell.text;
  }
}
