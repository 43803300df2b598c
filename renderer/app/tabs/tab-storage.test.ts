import { describe, expect, it } from 'vitest';
import { activeTab, noTabs, reduceTabs, shownPath } from './tab-state.ts';
import { fromWorkspaceTabs, readTabs, toWorkspaceTabs, writeTabs } from './tab-storage.ts';

const open = (path: string, preview: boolean) => ({ kind: 'open', path, preview, newTab: false }) as const;
const state = reduceTabs(
  reduceTabs(noTabs, open('/p/demo/models/s/a', false)),
  open('/p/demo/models/s/b?key=i1', true),
);

describe('kept tabs', () => {
  it('come back with their histories after a reload', () => {
    expect(readTabs(writeTabs(state))).toEqual(state);
  });

  it('are forgotten when what is kept is not ours', () => {
    const broken = [null, '', '{', '[]', '{"tabs":[{"id":"t1","entries":[],"at":0}]}'];
    expect(broken.map(readTabs)).toEqual([null, null, null, null, null]);
    const outside = { ...state, tabs: state.tabs.map((tab) => ({ ...tab, at: 9 })) };
    expect(readTabs(writeTabs(outside))).toBeNull();
  });

  it('are paths in the workspace', () => {
    expect(toWorkspaceTabs(state)).toEqual({
      tabs: [
        { path: '/p/demo/models/s/a', isPreview: false },
        { path: '/p/demo/models/s/b?key=i1', isPreview: true },
      ],
      active: 1,
    });
  });

  it('are made of the workspace again, without paths of other projects', () => {
    const kept = toWorkspaceTabs(state);
    const restored = fromWorkspaceTabs(
      { ...kept, tabs: [...kept.tabs, { path: '/p/other/log', isPreview: false }] },
      'demo',
    );
    expect(restored.tabs.map((tab) => [shownPath(tab), tab.isPreview])).toEqual([
      ['/p/demo/models/s/a', false],
      ['/p/demo/models/s/b?key=i1', true],
    ]);
    const active = activeTab(restored);
    expect(active && shownPath(active)).toBe('/p/demo/models/s/b?key=i1');
    expect(fromWorkspaceTabs({ tabs: [], active: -1 }, 'demo')).toBe(noTabs);
  });
});
