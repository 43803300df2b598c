import { describe, expect, it } from 'vitest';
import type { KeyNode } from '../../../../shared/contract/redis.ts';
import { decodeKeyName, encodeKeyName } from '../../../../shared/domain/redis-name.ts';
import { KeyTreeStore, type LoadNodes, pageSize } from './key-tree-store.ts';

const encode = (text: string) => encodeKeyName(new TextEncoder().encode(text));
const decode = (path: string) => new TextDecoder().decode(decodeKeyName(path));

/** A host over a list of names that the test may change between reads. */
function hostOf(names: string[]): { names: string[]; calls: number; load: LoadNodes } {
  const host = {
    names,
    calls: 0,
    load: (async (path, place, limit) => {
      host.calls++;
      const prefix = decode(path);
      const nodes = childrenOf(host.names, prefix);
      const around = 'around' in place ? decode(place.around) : '';
      const found = 'around' in place ? nodes.filter((node) => decode(node.path) < around).length : place.offset;
      const offset = 'around' in place ? Math.max(0, found - (limit >>> 1)) : place.offset;
      return { total: nodes.length, isComplete: true, offset, found, nodes: nodes.slice(offset, offset + limit) };
    }) as LoadNodes,
  };
  return host;
}

function childrenOf(names: readonly string[], prefix: string): KeyNode[] {
  const nodes = new Map<string, KeyNode>();
  for (const name of names.filter((one) => one.startsWith(prefix))) {
    const end = name.indexOf(':', prefix.length);
    const kind = end < 0 ? 'key' : 'folder';
    const path = end < 0 ? name : name.slice(0, end + 1);
    const keys = (nodes.get(`${kind} ${path}`)?.keys ?? 0) + 1;
    nodes.set(`${kind} ${path}`, {
      kind,
      path: encode(path),
      label: path.slice(prefix.length).replace(/:$/, ''),
      keys,
    });
  }
  return [...nodes.values()].sort((a, b) => (decode(a.path) < decode(b.path) ? -1 : 1));
}

/** The lines as they would be drawn: indented, `+` for an open folder, `?` for what is on its way. */
function lines(store: KeyTreeStore): string[] {
  return Array.from({ length: store.snapshot().rowCount }, (_, index) => {
    const row = store.row(index);
    const sign = row?.isOpen ? '+' : '';
    return `${' '.repeat((row?.level ?? 1) - 1)}${sign}${row?.node?.label ?? '?'}`;
  });
}

function nodeAt(store: KeyTreeStore, index: number): KeyNode {
  const node = store.row(index)?.node;
  if (!node) throw new Error(`no node at ${index}`);
  return node;
}

async function started(names: string[], open: readonly string[] = [], key?: string) {
  const host = hostOf(names);
  const store = new KeyTreeStore(host.load);
  await store.start(open.map(encode), key === undefined ? undefined : encode(key));
  return { host, store };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('the lines of the key tree', () => {
  it('are the nodes of the open folders, in their order', async () => {
    const { store } = await started(['a', 'b:1', 'b:c:2', 'd']);
    expect(lines(store)).toEqual(['a', 'b', 'd']);
    store.toggle(nodeAt(store, 1));
    await settled();
    expect(lines(store)).toEqual(['a', '+b', ' 1', ' c', 'd']);
    store.toggle(nodeAt(store, 3));
    await settled();
    expect(lines(store)).toEqual(['a', '+b', ' 1', ' +c', '  2', 'd']);
    expect([store.parentOf(4), store.parentOf(3), store.parentOf(0)]).toEqual([3, 1, -1]);
    expect(store.row(3)).toMatchObject({ level: 2, setSize: 2, position: 2 });
    store.toggle(nodeAt(store, 1));
    expect(lines(store)).toEqual(['a', '+b', 'd'].map((line) => line.replace('+', '')));
  });

  it('open again what was open, and the folders above the selected key', async () => {
    const names = ['a:1', 'b:c:2', 'b:c:3', 'd:e'];
    const { store } = await started(names, ['a:'], 'b:c:3');
    expect(lines(store)).toEqual(['+a', ' 1', '+b', ' +c', '  2', '  3', 'd']);
    expect(store.openPaths.map(decode)).toEqual(['a:', 'b:', 'b:c:']);
  });

  it('bring a key from the middle of a big folder, and read only pages', async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `page:${String(index).padStart(4, '0')}`);
    const { host, store } = await started(names);
    const line = await store.reveal(encode('page:2500'));
    expect(line).toBe(2501);
    expect(store.row(line)?.node?.label).toBe('2500');
    expect(store.snapshot().rowCount).toBe(5001);
    expect(host.calls).toBeLessThan(5);
    expect(await store.reveal(encode('page:none'))).toBe(-1);
  });

  it('read what comes into sight', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `key${String(index).padStart(4, '0')}`);
    const { store } = await started(names);
    expect(store.row(700)?.node).toBeUndefined();
    store.setVisible(700, 730);
    await settled();
    expect(store.row(700)?.node?.label).toBe('key0700');
    expect(store.row(pageSize + 1)?.node).toBeUndefined();
  });

  it('keep open folders open and in place when keys come in around them', async () => {
    const { host, store } = await started(['b:1', 'c'], ['b:']);
    host.names = ['a', 'aa:x', 'b:0', 'b:1', 'c', 'd'];
    await store.refresh();
    expect(lines(store)).toEqual(['a', 'aa', '+b', ' 0', ' 1', 'c', 'd']);
    host.names = ['c'];
    await store.refresh();
    expect(lines(store)).toEqual(['c']);
  });

  it('tell a key from the folder of the same name', async () => {
    const { store } = await started(['a', 'a:', 'a:b']);
    expect(lines(store)).toEqual(['a', 'a']);
    store.toggle(nodeAt(store, 1));
    await settled();
    expect(lines(store)).toEqual(['a', '+a', ' ', ' b']);
    expect(await store.reveal(encode('a:'))).toBe(2);
    expect(store.indexOf(`folder ${encode('a:')}`)).toBe(1);
  });

  it('stay when reading again fails, and say why', async () => {
    const names = ['a', 'b'];
    let isDown = false;
    const host = hostOf(names);
    const store = new KeyTreeStore((...given) => (isDown ? Promise.reject(new Error('gone')) : host.load(...given)));
    await store.start([], undefined);
    isDown = true;
    await store.refresh();
    expect([lines(store), store.snapshot().error]).toEqual([['a', 'b'], new Error('gone')]);
    isDown = false;
    await store.refresh();
    expect(store.snapshot().error).toBeNull();
  });
});
