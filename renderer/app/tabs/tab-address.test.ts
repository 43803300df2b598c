import { describe, expect, it } from 'vitest';
import { hasViewState, isItem, itemKey, projectOf, splitHref } from './tab-address.ts';

describe('addresses of tabs', () => {
  it('are the same item whatever their view state', () => {
    expect(itemKey('/p/demo/models/studio/customers?sort=id#x')).toBe('/p/demo/models/studio/customers');
    expect(itemKey('/p/demo/models/studio/customers')).toBe(itemKey('/p/demo/models/studio/customers?key=i1'));
  });

  it('are two items for the related files of two rows', () => {
    expect(itemKey('/p/demo/files/related?scope=%7B%221%22%7D&order=name')).toBe('/p/demo/files/related?scope={"1"}');
    expect(itemKey('/p/demo/files/related?scope=a')).not.toBe(itemKey('/p/demo/files/related?scope=b'));
  });

  it('tell view state from the scope that names the item', () => {
    expect(hasViewState('/p/demo/files/related?scope=a')).toBe(false);
    expect(hasViewState('/p/demo/files/related?scope=a&order=size')).toBe(true);
    expect(hasViewState('/p/demo/models/studio/customers')).toBe(false);
    expect(hasViewState('/p/demo/models/studio/customers?')).toBe(false);
    expect(hasViewState('/p/demo/models/studio/customers?key=i1')).toBe(true);
  });

  it('name their project, also one with escaped characters', () => {
    expect(projectOf('/p/demo/models/a/b')).toBe('demo');
    expect(projectOf('/p/my%20studio?x')).toBe('my studio');
    expect(projectOf('/p/%E0%A4%A')).toBeNull();
    expect(projectOf('/')).toBeNull();
  });

  it('show no item at the root and at a bare project', () => {
    expect(['/', '/p/demo', '/p/demo/', '/p/demo?x=1'].map(isItem)).toEqual([false, false, false, false]);
    expect(['/p/demo/settings', '/p/demo/models/a/b'].map(isItem)).toEqual([true, true]);
  });

  it('split at the first question mark, the fragment left off', () => {
    expect(splitHref('/a?b=?c#d?e')).toEqual({ pathname: '/a', search: '?b=?c' });
  });
});
