import { expect, it } from 'vitest';
import type { Relation } from '../../../../shared/domain/catalog.ts';
import { nothingStaged, type StagedEdits } from '../../../../shared/domain/staged-edits.ts';
import { type StagedAction, stageActions } from '../../../../shared/domain/staged-edits-actions.ts';
import { findDestruction } from './destructive.ts';

const lines: Relation = {
  id: 'lines',
  fromModel: 'shop.lines',
  fromFields: ['order_id'],
  toModel: 'shop.orders',
  toFields: ['id'],
  onDelete: 'CASCADE',
  onUpdate: 'CASCADE',
};

function staged(...actions: StagedAction[]): StagedEdits['tables'] {
  const { edits, refusal } = stageActions(nothingStaged, 'main', 'shop.orders', actions);
  expect(refusal).toBeNull();
  return edits.tables;
}

const edit = (field: string): StagedAction => ({
  kind: 'edit',
  key: [1n],
  field,
  base: { kind: 'cell', cell: 'a' },
  value: { kind: 'cell', cell: 'b' },
});

it('names deleted rows, and changes of keys that the store carries on to others', async () => {
  const describe = (incoming: Relation[]) => () => Promise.resolve({ incoming });
  expect(await findDestruction(staged(edit('note')), describe([lines]))).toEqual([]);
  expect(await findDestruction(staged(edit('id')), describe([{ ...lines, onUpdate: 'NO ACTION' }]))).toEqual([]);
  expect(await findDestruction(staged(edit('id')), describe([lines]))).toEqual([
    { kind: 'follows', storage: 'main', model: 'shop.orders', field: 'id', rows: 1, others: ['shop.lines'] },
  ]);
  const unknown = () => Promise.reject(new Error('no answer'));
  await expect(findDestruction(staged(edit('id')), unknown)).rejects.toThrow('no answer');
  const remove: StagedAction = { kind: 'remove', key: [2n], base: [] };
  expect(await findDestruction(staged(remove), () => Promise.reject(new Error('not asked')))).toEqual([
    { kind: 'deletes', storage: 'main', model: 'shop.orders', rows: 1 },
  ]);
});
