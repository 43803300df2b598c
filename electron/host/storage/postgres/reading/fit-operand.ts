import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import { compareCells } from '../../query/compare.ts';
import { realValue } from '../../query/real-text.ts';
import type { PgColumn } from '../table.ts';
import { fitDecimal, fitFloat, fitInteger, fitSingle, integerRange } from './fit-number.ts';
import { type Comparison, constant, type Fitted, holds } from './fitted.ts';
import { firstUnstorable } from './unstorable.ts';

/** Which of the interpreter's kinds the cells of a column are: numbers, then text, then bytes. */
function kindOfColumn({ kind }: PgColumn): 1 | 2 | 3 {
  if (kind === 'integer' || kind === 'real' || kind === 'decimal' || kind === 'boolean') return 1;
  return kind === 'bytes' ? 3 : 2;
}

function kindOfCell(value: Exclude<WholeCell, null>): 1 | 2 | 3 {
  if (typeof value === 'string') return 2;
  return typeof value === 'object' && value.kind === 'bytes' ? 3 : 1;
}

/** Fits an operand to a column as `query/interpret.ts` compares them: exactly, and kinds before values. */
export function fitOperand(column: PgColumn, op: Comparison, value: WholeCell): Fitted {
  if (value === null) return { kind: 'unknown' };
  if (column.kind === 'decimal' && typeof value === 'string') {
    return fitDecimal(op, value) ?? constant(op, -1);
  }
  const byKind = kindOfColumn(column) - kindOfCell(value);
  if (byKind !== 0) return constant(op, byKind);
  switch (column.kind) {
    case 'integer':
      return fitInteger(op, numberOf(value), integerRange(column.castType));
    case 'real':
      return column.castType === 'pg_catalog.float4' ? fitSingle(op, numberOf(value)) : fitFloat(op, numberOf(value));
    case 'decimal':
      return fitDecimal(op, decimalText(value)) ?? constant(op, -1);
    case 'boolean':
      return fitBoolean(op, value);
    case 'bytes':
      return {
        kind: 'compared',
        op,
        text: `\\x${typeof value === 'object' && value.kind === 'bytes' ? value.hex : ''}`,
      };
    default:
      return fitText(op, typeof value === 'string' ? value : '');
  }
}

function numberOf(value: WholeCell): bigint | number {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return value !== null && typeof value === 'object' && value.kind === 'real' ? realValue(value.text) : Number.NaN;
}

/** The digits as they were typed: a double would round them. */
function decimalText(value: WholeCell): string {
  if (value !== null && typeof value === 'object' && value.kind === 'real') {
    return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value.text) ? value.text : String(realValue(value.text));
  }
  return String(numberOf(value));
}

/** A boolean is 0 or 1: the comparison is made for both here. */
function fitBoolean(op: Comparison, value: WholeCell): Fitted {
  const [no, yes] = [holds(op, compareCells(0n, value)), holds(op, compareCells(1n, value))];
  return no === yes ? { kind: 'constant', verdict: yes } : { kind: 'compared', op: 'is', text: yes ? 't' : 'f' };
}

/**
 * PostgreSQL holds no U+0000 and no half of a surrogate pair. No stored text equals such an operand; where it stands among
 * stored texts is told by what comes before the first such character.
 */
function fitText(op: Comparison, text: string): Fitted {
  const at = firstUnstorable(text);
  if (at === -1) return { kind: 'compared', op, text };
  if (op === 'is' || op === 'isNot') return { kind: 'constant', verdict: op === 'isNot' };
  const isBelow = op === 'lt' || op === 'lte';
  const head = text.slice(0, at);
  // Nothing lies between a text and the same text with U+0000 after it, and nothing between U+D7FF and U+E000.
  if (text[at] === '\0') return { kind: 'compared', op: isBelow ? 'lte' : 'gt', text: head };
  return { kind: 'compared', op: isBelow ? 'lt' : 'gte', text: `${head}\ue000` };
}
