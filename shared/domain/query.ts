import { z } from 'zod';
import { type WholeCell, wholeCellSchema } from './cell.ts';

/**
 * A condition on one field. Text comparison is by code point, but a decimal field compares as a number, also where it is
 * kept as text, unless it is part of a key, which names its row digit for digit. `contains`, `startsWith`, `endsWith` look
 * at text and ignore ASCII case.
 * NULL satisfies `isNull` only: any other condition on NULL, also a negated one, is false.
 */
export const compareOperators = [
  'is',
  'isNot',
  'lt',
  'lte',
  'gt',
  'gte',
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
] as const;
export type CompareOperator = (typeof compareOperators)[number];

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'compare'; readonly field: string; readonly op: CompareOperator; readonly value: WholeCell }
  | { readonly kind: 'between'; readonly field: string; readonly from: WholeCell; readonly to: WholeCell }
  | { readonly kind: 'in'; readonly field: string; readonly values: readonly WholeCell[] }
  | { readonly kind: 'isNull' | 'isNotNull'; readonly field: string };

const fieldName = z.string().min(1).max(512);

export const filterSchema: z.ZodType<Filter> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['and', 'or']), filters: z.array(filterSchema).max(200) }),
    z.strictObject({ kind: z.literal('not'), filter: filterSchema }),
    z.strictObject({
      kind: z.literal('compare'),
      field: fieldName,
      op: z.enum(compareOperators),
      value: wholeCellSchema,
    }),
    z.strictObject({ kind: z.literal('between'), field: fieldName, from: wholeCellSchema, to: wholeCellSchema }),
    z.strictObject({ kind: z.literal('in'), field: fieldName, values: z.array(wholeCellSchema).max(1000) }),
    z.strictObject({ kind: z.enum(['isNull', 'isNotNull']), field: fieldName }),
  ]),
);

export const sortSchema = z.strictObject({ field: fieldName, direction: z.enum(['asc', 'desc']) });
export type Sort = z.infer<typeof sortSchema>;

/** Which rows, in which order. Rows that tie come in one order of the store's own, so the order is total. */
export const rowQuerySchema = z.strictObject({
  model: z.string().min(1),
  filter: filterSchema.nullable(),
  sort: z.array(sortSchema).max(16),
  /** Looked for, ignoring ASCII case, in every text field; empty means no search. */
  search: z.string().max(1000),
});
export type RowQuery = z.infer<typeof rowQuerySchema>;

/** A place between or at rows. `cursor` values are opaque and made by the host; they die with the catalogue they came from. */
export const anchorSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('start') }),
  z.strictObject({ kind: z.literal('end') }),
  z.strictObject({ kind: z.literal('after'), cursor: z.string() }),
  z.strictObject({ kind: z.literal('before'), cursor: z.string() }),
  /** The page starts at this row number (0-based), as near as it is known. */
  z.strictObject({ kind: z.literal('index'), index: z.number().int().nonnegative() }),
  /** The page starts a little before the row with this key, so that it can be shown in its surroundings. */
  z.strictObject({ kind: z.literal('key'), key: z.array(wholeCellSchema).min(1) }),
]);
export type Anchor = z.infer<typeof anchorSchema>;
