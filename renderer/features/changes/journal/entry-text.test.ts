import { expect, it } from 'vitest';
import type { ChangeEntry } from '../../../../shared/contract/changes.ts';
import { deletedByUndo, exactTime, whatText } from './entry-text.ts';

const model = (name: string, counts: Partial<ChangeEntry['models'][number]>) => ({
  model: name,
  inserted: 0,
  updated: 0,
  deleted: 0,
  followed: 0,
  ...counts,
});
const entry: ChangeEntry = {
  id: '1',
  time: '2026-03-01T09:15:00.123Z',
  room: 'models',
  kind: 'save',
  state: 'saved',
  storage: 'main',
  models: [model('customers', { inserted: 1200, updated: 2 }), model('orders', { deleted: 1, followed: 3 })],
  undoes: null,
  undoneBy: null,
  undoBlocked: null,
};
const captions = (_: string, name: string) => name.replace(/^./, (first) => first.toUpperCase());

it('tells the rows by model, and what the store did by itself', () => {
  expect(whatText(entry, captions)).toBe('Customers: 1,200 new, 2 edited; Orders: 1 deleted, 3 along with others');
  expect(deletedByUndo(entry)).toBe(1200);
});

it('names three models at most', () => {
  const models = ['a', 'b', 'c', 'd', 'e'].map((name) => model(name, { updated: 1 }));
  expect(whatText({ ...entry, models }, captions)).toBe('A: 1 edited; B: 1 edited; C: 1 edited; 2 more models');
});

it('gives the exact time in the chosen zone', () => {
  expect(exactTime(entry.time, 'UTC')).toBe('2026-03-01 09:15:00.123 UTC');
  expect(exactTime(entry.time, 'Europe/Prague')).toBe('2026-03-01 10:15:00.123 Europe/Prague');
});
