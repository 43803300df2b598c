import fc from 'fast-check';
import { expect, it } from 'vitest';
import { orderRows } from './plan-order.ts';
import type { PlannedField, PlannedRow } from './write-plan.ts';

function insertion(change: string, refersTo: readonly string[]): PlannedRow {
  const fields = refersTo.map(
    (target, at): PlannedField => ({
      field: `f${at}`,
      value: { kind: 'inserted', change: target, field: 'id' },
      mine: null,
      isRounded: false,
    }),
  );
  const plain = { isBlocked: false, overwrites: new Map<string, string>(), rowid: null, isRowidFree: false };
  return { ...plain, change, table: 't', kind: 'insert', fields, later: [], restores: null };
}

it('new rows come after those they refer to; in a circle a reference is set when all are there', () => {
  const graph = fc.array(fc.array(fc.nat({ max: 11 }), { maxLength: 3 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(graph, (edges) => {
      const rows = edges.map((targets, at) =>
        insertion(String(at), targets.filter((target) => target < edges.length).map(String)),
      );
      const ordered = orderRows(rows, []);
      expect(new Set(ordered.map(({ change }) => change))).toEqual(new Set(rows.map(({ change }) => change)));
      const there = new Set<string>();
      for (const row of ordered) {
        if (row.kind !== 'insert') throw new Error('Only new rows');
        for (const { value } of row.fields) if (value.kind === 'inserted') expect(there).toContain(value.change);
        // What is put off is given a stopgap, and nothing is lost.
        const gaps = row.fields.filter(({ value }) => value.kind === 'stopgap');
        expect(row.later.map(({ field }) => field)).toEqual(gaps.map(({ field }) => field));
        there.add(row.change);
      }
    }),
  );
});

it('a chain of ten thousand new rows is put in order', () => {
  const rows = Array.from({ length: 10_000 }, (_, at) => insertion(String(at), at < 9999 ? [String(at + 1)] : []));
  expect(orderRows(rows, [])[0]?.change).toBe('9999');
});
