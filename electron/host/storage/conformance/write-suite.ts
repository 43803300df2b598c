import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../shared/domain/app-error.ts';
import type { WholeCell } from '../../../../shared/domain/cell.ts';
import type { RowChange } from '../../../../shared/domain/change-set.ts';
import { calm } from './walks.ts';
import { changesArbitrary } from './write-changes.ts';
import { takeStep } from './write-steps.ts';
import { apply, type OpenedStore, readAll, requestOf, type WriteTarget, writing } from './write-store.ts';
import { type ModelRow, storeArbitrary, writeTables } from './write-tables.ts';

/** Holds a store's writing to the model: all or nothing, guarded, exactly one row each, and a way back. */
export function writeSuite(target: WriteTarget): void {
  describe(`${target.name} writes as the model says`, () => {
    let store: OpenedStore;

    beforeAll(async () => {
      store = await target.open(writeTables);
    });
    afterAll(() => store.close());

    it('for any changes, with somebody else writing in between, and takes them back to the byte', async () => {
      const step = fc.record({
        changes: changesArbitrary(6),
        others: fc.option(changesArbitrary(2), { nil: [], freq: 3 }),
        isGivenUp: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
        isTakenBack: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(storeArbitrary(), fc.array(step, { minLength: 1, maxLength: 3 }), async (rows, steps) => {
          await store.fill(rows);
          let present = rows;
          for (const given of steps) present = await takeStep(store, present, given);
        }),
        { numRuns: 60 },
      );
    }, 300_000);

    it('rows that exchange their keys and unique values, and new rows in a circle', async () => {
      const person = (id: bigint, email: string): ModelRow => rowOf('people', { id, email, name: 'a' });
      await store.fill(new Map([['people', [person(1n, 'a'), person(2n, 'b')]]]));
      const edit = (field: string, from: WholeCell, to: WholeCell) => ({
        field,
        base: { kind: 'cell' as const, cell: from },
        value: { kind: 'cell' as const, cell: to },
      });
      const changes: readonly RowChange[] = [
        { kind: 'update', id: 'x', model: 'people', key: [1n], fields: [edit('id', 1n, 2n), edit('email', 'a', 'b')] },
        { kind: 'update', id: 'y', model: 'people', key: [2n], fields: [edit('id', 2n, 1n), edit('email', 'b', 'a')] },
        {
          kind: 'insert',
          id: 'new-1',
          model: 'people',
          fields: [{ field: 'boss', value: { kind: 'inserted', change: 'new-2', field: 'id' } }],
        },
        {
          kind: 'insert',
          id: 'new-2',
          model: 'people',
          fields: [{ field: 'boss', value: { kind: 'inserted', change: 'new-1', field: 'id' } }],
        },
      ];
      const saved = await apply(store, changes);
      expect(saved.result.kind).toBe('saved');
      const rows = await readAll(store.session);
      const people = rows.get('people') ?? [];
      expect(people.map((row) => [row.get('id'), row.get('email')]).slice(0, 2)).toEqual([
        [1n, 'a'],
        [2n, 'b'],
      ]);
      const [third, fourth] = people.slice(2);
      expect([third?.get('boss'), fourth?.get('boss')]).toEqual([fourth?.get('id'), third?.get('id')]);
    });
  });

  describe(`${target.name} keeps rows apart`, () => {
    let store: OpenedStore;

    beforeAll(async () => {
      store = await target.open(writeTables);
    });
    afterAll(() => store.close());

    it('a new row does not take over the number of one that is deleted with it', async () => {
      const letter = rowOf('letters', { code: 'k1', sender: 7n, body: '' });
      await store.fill(
        new Map([
          ['people', [rowOf('people', { id: 7n })]],
          ['letters', [letter]],
        ]),
      );
      const before = await store.dump();
      const exchange: readonly RowChange[] = [
        { kind: 'delete', id: 'd', model: 'people', key: [7n], base: [] },
        { kind: 'insert', id: 'new-1', model: 'people', fields: [] },
      ];
      const { result } = await apply(store, exchange);
      expect(result).toMatchObject({ kind: 'refused', problems: [{ change: 'd', code: 'foreign_key' }] });
      expect(await store.dump()).toEqual(before);
      const gone: RowChange = { kind: 'delete', id: 'l', model: 'letters', key: ['k1'], base: [] };
      expect((await apply(store, [...exchange, gone])).result.kind).toBe('saved');
      expect((await readAll(store.session)).get('people')?.map((row) => row.get('id'))).not.toEqual([7n]);
    });
  });

  describe(`${target.name} writes nothing`, () => {
    let store: OpenedStore;
    let before: ReadonlyMap<string, readonly string[]>;
    const added: RowChange = { kind: 'insert', id: 'new-1', model: 'people', fields: [] };

    beforeAll(async () => {
      store = await target.open(writeTables);
    });
    afterAll(() => store.close());
    beforeEach(async () => {
      await store.fill(new Map([['people', [rowOf('people', { id: 1n, name: 'a' })]]]));
      before = await store.dump();
    });

    it('when the journal can’t be written', async () => {
      const failure = new Error('no journal');
      await expect(
        writing(store.session).apply(requestOf([added]), () => Promise.reject(failure), calm()),
      ).rejects.toBe(failure);
      expect(await store.dump()).toEqual(before);
      // The store is free again for everybody.
      expect((await apply({ ...store, session: store.other }, [added])).result.kind).toBe('saved');
    });

    it('when it is given up', async () => {
      const work = writing(store.session).apply(requestOf([added]), async () => {}, { signal: AbortSignal.abort() });
      expect(await codeOf(work)).toBe('aborted');
      const abort = new AbortController();
      const late = writing(store.session).apply(requestOf([added]), async () => void abort.abort(), {
        signal: abort.signal,
      });
      expect(await codeOf(late)).toBe('aborted');
      expect(await store.dump()).toEqual(before);
    });

    it('when there is nothing to write, and asks for no journal', async () => {
      const same: RowChange = {
        kind: 'update',
        id: 'c',
        model: 'people',
        key: [1n],
        fields: [{ field: 'name', base: { kind: 'cell', cell: 'b' }, value: { kind: 'cell', cell: 'a' } }],
      };
      const gone: RowChange = { kind: 'delete', id: 'd', model: 'people', key: [99n], base: [] };
      const { result, images } = await apply(store, [same, gone]);
      expect(result.kind).toBe('saved');
      expect(images).toBe(null);
      expect((await apply(store, [])).images).toBe(null);
      expect(await store.dump()).toEqual(before);
    });

    it('for a model, a field or a key that is not there', async () => {
      const cell = { kind: 'cell', cell: 'x' } as const;
      const wrong: readonly RowChange[] = [
        { kind: 'insert', id: 'a', model: 'nothing"', fields: [] },
        { kind: 'insert', id: 'b', model: 'people', fields: [{ field: 'nope', value: cell }] },
        {
          kind: 'update',
          id: 'c',
          model: 'people',
          key: [1n, 2n],
          fields: [{ field: 'name', base: cell, value: cell }],
        },
        {
          kind: 'update',
          id: 'd',
          model: 'people',
          key: [1n],
          fields: [{ field: '__proto__', base: cell, value: cell }],
        },
      ];
      const { result } = await apply(store, [...wrong, added]);
      expect(result.kind).toBe('refused');
      const problems = result.kind === 'refused' ? result.problems : [];
      expect(new Set(problems.map(({ change }) => change))).toEqual(new Set(['a', 'b', 'c', 'd']));
      expect(await store.dump()).toEqual(before);
    });

    it('when it is opened for reading only: there is nothing to write with', async () => {
      const readOnly = await target.openReadOnly(writeTables);
      try {
        expect(readOnly.session.write).toBeUndefined();
      } finally {
        await readOnly.close();
      }
    });
  });
}

function rowOf(table: string, values: Readonly<Record<string, WholeCell>>): ModelRow {
  const columns = writeTables.find(({ name }) => name === table)?.columns ?? [];
  return new Map(columns.map(({ name, defaultValue }) => [name, values[name] ?? defaultValue]));
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof AppError ? error.code : String(error);
}
