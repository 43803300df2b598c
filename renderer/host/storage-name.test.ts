import { expect, it } from 'vitest';
import { storageName } from './storage-name.ts';

it('names a storage by its address, and by its id where that says nothing', () => {
  const storages = [
    { id: 'main', address: 'lumen on db.example.org' },
    { id: 'archive', address: 'archive on db.example.org' },
    { id: 'one', address: 'shop.db' },
    { id: 'two', address: 'shop.db' },
    { id: 'bare', address: '' },
  ];
  expect([...storages.map(({ id }) => id), 'gone'].map((id) => storageName(storages, id))).toEqual([
    'lumen on db.example.org',
    'archive on db.example.org',
    'one',
    'two',
    'bare',
    'gone',
  ]);
});
