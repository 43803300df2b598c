import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Workspace } from '../../shared/contract/settings.ts';
import { createWorkspaceStore, defaultWorkspace } from './workspace.ts';

describe('the layout of a window', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is written once for changes that come together', () => {
    const written: Workspace[] = [];
    const store = createWorkspaceStore(defaultWorkspace, (workspace) => void written.push(workspace));
    for (const sidebarWidth of [250, 260, 270]) store.update({ sidebarWidth });
    expect([store.get().sidebarWidth, written.length]).toEqual([270, 0]);
    vi.advanceTimersByTime(400);
    expect(written).toEqual([{ ...defaultWorkspace, sidebarWidth: 270 }]);
    vi.advanceTimersByTime(5000);
    expect(written.length).toBe(1);
  });

  it('is written at once when the window goes', () => {
    const written: Workspace[] = [];
    const store = createWorkspaceStore(defaultWorkspace, (workspace) => void written.push(workspace));
    store.flush();
    store.update({ detailsWidth: 500 });
    store.flush();
    store.flush();
    expect(written.map((workspace) => workspace.detailsWidth)).toEqual([500]);
  });

  it('tells of every change until the listener leaves', () => {
    const store = createWorkspaceStore(defaultWorkspace, () => {});
    const heard: number[] = [];
    const leave = store.subscribe(() => void heard.push(store.get().sidebarWidth));
    store.update({ sidebarWidth: 1 });
    leave();
    store.update({ sidebarWidth: 2 });
    expect(heard).toEqual([1]);
    store.flush();
  });
});
