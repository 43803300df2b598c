import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeTab, canStep, noTabs, reduceTabs, shownPath, type TabAction, type TabsState } from './tab-state.ts';

const customers = '/p/demo/models/studio/customers';
const orders = '/p/demo/models/studio/orders';
const albums = '/p/demo/files/files/albums';

function run(actions: readonly TabAction[], from: TabsState = noTabs): TabsState {
  return actions.reduce(reduceTabs, from);
}

function open(path: string, preview = false, newTab = false): TabAction {
  return { kind: 'open', path, preview, newTab };
}

function paths(state: TabsState): string[] {
  return state.tabs.map(shownPath);
}

function active(state: TabsState): string | undefined {
  const tab = activeTab(state);
  return tab && shownPath(tab);
}

describe('open', () => {
  it('shows previews in the one reusable tab, which remembers what it showed', () => {
    const state = run([open(customers, true), open(orders, true)]);
    expect(paths(state)).toEqual([orders]);
    expect(active(run([{ kind: 'step', by: -1 }], state))).toBe(customers);
  });

  it('keeps a previewed item that is opened again for good', () => {
    const state = run([open(customers, true), open(customers), open(orders, true)]);
    expect(state.tabs.map((tab) => [shownPath(tab), tab.isPreview])).toEqual([
      [customers, false],
      [orders, true],
    ]);
  });

  it('activates the tab an item is open in and leaves its view as it is', () => {
    const state = run([
      open(customers),
      { kind: 'navigated', path: `${customers}?sort=id`, replace: false },
      open(orders),
      open(customers, true),
    ]);
    expect([paths(state), active(state)]).toEqual([[`${customers}?sort=id`, orders], `${customers}?sort=id`]);
  });

  it('goes to the view a path names, with a way back', () => {
    const state = run([open(customers), open(`${customers}?key=i7`)]);
    expect(paths(state)).toEqual([`${customers}?key=i7`]);
    expect(active(run([{ kind: 'step', by: -1 }], state))).toBe(customers);
  });

  it('opens an item twice when asked to, beside the active tab', () => {
    const state = run([open(customers), open(orders), { kind: 'activate', id: 't1' }, open(customers, false, true)]);
    expect(paths(state)).toEqual([customers, customers, orders]);
  });
});

describe('history of a tab', () => {
  it('drops what lay ahead when the view goes elsewhere', () => {
    const state = run([
      open(customers),
      { kind: 'navigated', path: `${customers}?sort=id`, replace: false },
      { kind: 'step', by: -1 },
      { kind: 'navigated', path: `${customers}?sort=name`, replace: false },
    ]);
    const tab = activeTab(state);
    expect(tab?.entries).toEqual([customers, `${customers}?sort=name`]);
    expect(tab && canStep(tab, 1)).toBe(false);
  });

  it('is not longer for a replaced view', () => {
    const state = run([open(customers), { kind: 'navigated', path: `${customers}?search=a`, replace: true }]);
    expect(activeTab(state)?.entries).toEqual([`${customers}?search=a`]);
  });

  it('belongs to the tab: stepping back leaves other tabs alone', () => {
    const state = run([
      open(customers),
      { kind: 'navigated', path: `${customers}?sort=id`, replace: false },
      open(orders),
      { kind: 'step', by: -1 },
    ]);
    expect(paths(state)).toEqual([`${customers}?sort=id`, orders]);
  });

  it('holds at most 100 views', () => {
    const steps = Array.from({ length: 150 }, (_, at): TabAction => {
      return { kind: 'navigated', path: `${customers}?key=i${at}`, replace: false };
    });
    const tab = activeTab(run([open(customers), ...steps]));
    expect([tab?.entries.length, tab && shownPath(tab)]).toEqual([100, `${customers}?key=i149`]);
  });
});

describe('close', () => {
  it('returns to the tab used before', () => {
    const state = run([open(customers), open(orders), open(albums), { kind: 'activate', id: 't1' }]);
    expect(active(run([{ kind: 'close', ids: ['t1'] }], state))).toBe(albums);
  });

  it('leaves nothing active after the last tab', () => {
    const state = run([open(customers), { kind: 'close', ids: ['t1'] }]);
    expect([state.tabs, state.activeId]).toEqual([[], null]);
  });

  it('keeps the active tab when others are closed', () => {
    const state = run([open(customers), open(orders), { kind: 'close', ids: ['t1'] }]);
    expect(active(state)).toBe(orders);
  });
});

describe('titles', () => {
  it('count only for the item they were given for', () => {
    const titled = run([
      open(customers),
      { kind: 'titled', id: 't1', key: customers, text: 'Customers', icon: 'users' },
    ]);
    expect(titled.tabs[0]?.title?.text).toBe('Customers');
    const late = run([{ kind: 'titled', id: 't1', key: orders, text: 'Orders', icon: 'cart' }], titled);
    expect(late).toBe(titled);
  });
});

describe('move', () => {
  it('puts a tab at its new place, at most at the ends', () => {
    const state = run([open(customers), open(orders), open(albums)]);
    expect(paths(run([{ kind: 'move', id: 't1', to: 2 }], state))).toEqual([orders, albums, customers]);
    expect(paths(run([{ kind: 'move', id: 't3', to: -5 }], state))).toEqual([albums, customers, orders]);
  });
});

describe('any sequence of actions', () => {
  const path = fc.constantFrom(customers, orders, albums, `${customers}?sort=id`, `${orders}?key=i1`);
  const id = fc.integer({ min: 1, max: 30 }).map((number) => `t${number}`);
  const action: fc.Arbitrary<TabAction> = fc.oneof(
    fc.record({ kind: fc.constant('open' as const), path, preview: fc.boolean(), newTab: fc.boolean() }),
    fc.record({ kind: fc.constant('activate' as const), id }),
    fc.record({ kind: fc.constant('navigated' as const), path, replace: fc.boolean() }),
    fc.record({ kind: fc.constant('step' as const), by: fc.constantFrom(-1 as const, 1 as const) }),
    fc.record({ kind: fc.constant('keep' as const), id }),
    fc.record({ kind: fc.constant('move' as const), id, to: fc.integer({ min: -3, max: 10 }) }),
    fc.record({ kind: fc.constant('close' as const), ids: fc.array(id, { maxLength: 3 }) }),
  );

  it('leaves ids unique, entries valid, and something active while anything is open', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const state = run(actions);
        const ids = state.tabs.map((tab) => tab.id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(state.tabs.every((tab) => tab.entries[tab.at] !== undefined)).toBe(true);
        expect(state.activeId === null ? ids.length === 0 : ids.includes(state.activeId)).toBe(true);
        expect(state.tabs.filter((tab) => tab.isPreview).length).toBeLessThanOrEqual(1 + ids.length);
      }),
    );
  });
});
