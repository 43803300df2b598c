import type { WholeCell } from '../../../../shared/domain/cell.ts';

const onlyNumberSigns = /^[0-9.eE+-]*$/;
const leadingNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/;
const greatestInteger = 2n ** 63n;

/**
 * What a value of a decimal field compares as. Stores without a decimal type keep decimals as text, for its digits; put in
 * order as text `9.50` would come after `100.00`. Text made of the signs of a number counts as the number it begins
 * with, to the precision of a double; any other value, and any other text, stays what it is.
 */
export function decimalValue(cell: WholeCell): WholeCell {
  if (typeof cell !== 'string' || !onlyNumberSigns.test(cell) || !/\d/.test(cell)) return cell;
  const [number = '0'] = leadingNumber.exec(cell) ?? [];
  if (/^[+-]?\d+$/.test(number)) {
    const integer = BigInt(number.replace('+', ''));
    if (integer >= -greatestInteger && integer < greatestInteger) return integer;
  }
  return { kind: 'real', text: String(Number(number)) };
}
