export type Comparison = 'is' | 'isNot' | 'lt' | 'lte' | 'gt' | 'gte';
export const sqlOperators = { is: '=', isNot: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

/** A comparison as the server can make it exactly: what does not fit the column's type is worked out here. */
export type Fitted =
  /** With NULL: unknown for every row. */
  | { readonly kind: 'unknown' }
  /** The same for every value but NULL. */
  | { readonly kind: 'constant'; readonly verdict: boolean }
  | { readonly kind: 'compared'; readonly op: Comparison; readonly text: string };

/** True when the comparison holds for a value that stands in this order to the operand. */
export function holds(op: Comparison, order: number): boolean {
  switch (op) {
    case 'is':
      return order === 0;
    case 'isNot':
      return order !== 0;
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
  }
}

export function constant(op: Comparison, order: number): Fitted {
  return { kind: 'constant', verdict: holds(op, order) };
}
