import { createMemoryHistory } from '@tanstack/react-router';
import { describe, expect, it } from 'vitest';
import { activeTab, noTabs, shownPath, type TabsState } from './tab-state.ts';
import { createTabsController, type TabsControllerOptions } from './tabs-controller.ts';

const customers = '/p/demo/models/studio/customers';
const orders = '/p/demo/models/studio/orders';

function sessionStorage(): TabsControllerOptions['storage'] {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

function start(initial: string, left: TabsState = noTabs, storage = sessionStorage()) {
  const history = createMemoryHistory({ initialEntries: [initial] });
  const tabs = createTabsController({ project: 'demo', history, storage, left, home: '/p/demo' });
  return { history, tabs, storage };
}

const open = (path: string, preview = false) => ({ kind: 'open', path, preview, newTab: false }) as const;

function shown(state: TabsState): { active: string | undefined; tabs: string[] } {
  const active = activeTab(state);
  return { active: active && shownPath(active), tabs: state.tabs.map(shownPath) };
}

describe('the address and the tabs', () => {
  it('begin with the item of the address', () => {
    const { tabs } = start(`${customers}?sort=id`);
    expect(shown(tabs.get())).toEqual({ active: `${customers}?sort=id`, tabs: [`${customers}?sort=id`] });
  });

  it('begin with the tabs that were left when the address names no item', () => {
    const { tabs: before } = start(customers);
    const { history, tabs } = start('/p/demo', before.get());
    expect([history.location.href, shown(tabs.get()).active]).toEqual([customers, customers]);
  });

  it('move together when tabs are opened, activated and closed', () => {
    const { history, tabs } = start(customers);
    tabs.dispatch(open(orders));
    expect(history.location.href).toBe(orders);
    tabs.dispatch({ kind: 'activate', id: 't1' });
    expect(history.location.href).toBe(customers);
    tabs.dispatch({ kind: 'close', ids: ['t1'] });
    expect(history.location.href).toBe(orders);
    tabs.dispatch({ kind: 'close', ids: tabs.get().tabs.map((tab) => tab.id) });
    expect(history.location.href).toBe('/p/demo');
  });

  it('write a screen’s navigation into the history of its tab', () => {
    const { history, tabs } = start(customers);
    history.push(`${customers}?sort=id`);
    history.replace(`${customers}?sort=name`);
    expect(activeTab(tabs.get())?.entries).toEqual([customers, `${customers}?sort=name`]);
  });

  it('follow the browser’s back and forward across tabs', () => {
    const { history, tabs } = start(customers);
    tabs.dispatch(open(orders));
    history.push(`${orders}?key=i1`);
    history.back();
    expect(shown(tabs.get())).toEqual({ active: orders, tabs: [customers, orders] });
    history.back();
    expect(shown(tabs.get()).active).toBe(customers);
    history.go(2);
    expect(shown(tabs.get())).toEqual({ active: `${orders}?key=i1`, tabs: [customers, `${orders}?key=i1`] });
  });

  it('step back within the tab although another tab was shown in between', () => {
    const { history, tabs } = start(customers);
    history.push(`${customers}?sort=id`);
    tabs.dispatch(open(orders));
    tabs.dispatch({ kind: 'activate', id: 't1' });
    tabs.dispatch({ kind: 'step', by: -1 });
    expect([history.location.href, shown(tabs.get()).tabs]).toEqual([customers, [customers, orders]]);
    tabs.dispatch({ kind: 'step', by: 1 });
    expect(history.location.href).toBe(`${customers}?sort=id`);
  });

  it('use the browser’s own entry for a step where it is the right one', () => {
    const { history, tabs } = start(customers);
    history.push(`${customers}?sort=id`);
    const length = history.length;
    tabs.dispatch({ kind: 'step', by: -1 });
    expect([history.location.href, history.length]).toEqual([customers, length]);
    expect(history.location.state.__TSR_index).toBe(0);
  });

  it('open a closed tab’s item again when the browser goes back to it', () => {
    const { history, tabs } = start(customers);
    tabs.dispatch(open(orders));
    tabs.dispatch({ kind: 'close', ids: ['t1'] });
    history.back();
    expect(shown(tabs.get())).toEqual({ active: customers, tabs: [orders, customers] });
  });

  it('survive a reload with the histories of all tabs', () => {
    const first = start(customers);
    first.history.push(`${customers}?sort=id`);
    first.tabs.dispatch(open(orders));
    first.tabs.dispose();
    const second = start(orders, noTabs, first.storage);
    expect(second.tabs.get().tabs.map((tab) => tab.entries)).toEqual([[customers, `${customers}?sort=id`], [orders]]);
    expect(shown(second.tabs.get()).active).toBe(orders);
  });

  it('give the address precedence over the view a tab was left in', () => {
    const { tabs: before, history } = start(customers);
    history.push(`${customers}?sort=id`);
    const { tabs } = start(`${customers}?key=i9`, before.get());
    expect(shown(tabs.get())).toEqual({ active: `${customers}?key=i9`, tabs: [`${customers}?key=i9`] });
  });

  it('forget a tab’s memory with the tab', () => {
    const { tabs } = start(customers);
    tabs.memory('t1').set('scroll', 7);
    expect(tabs.memory('t1').get('scroll')).toBe(7);
    tabs.dispatch({ kind: 'close', ids: ['t1'] });
    expect(tabs.memory('t1').size).toBe(0);
  });
});
