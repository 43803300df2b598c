import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { KeyNode } from '../../../../shared/contract/redis.ts';
import { useTabMemory } from '../../../ui/index.ts';
import type { DatabaseRef } from '../keys-view.ts';
import { useScaledRows } from '../rows/use-scaled-rows.ts';
import { nodeId } from './folder.ts';
import classes from './key-tree.module.css';
import { KeyTreeRow, rowHeight } from './key-tree-row.tsx';
import type { KeyTreeStore, TreeSnapshot } from './key-tree-store.ts';
import { treeCommand } from './tree-keys.ts';
import { useSummaries } from './use-summaries.ts';
import { useTypeAhead } from './use-type-ahead.ts';

/** Moving through the tree with the arrow keys does not open every key passed. */
const settleMs = 90;

export interface KeyTreeProps {
  database: DatabaseRef;
  store: KeyTreeStore;
  snapshot: TreeSnapshot;
  search: string;
  selectedKey: string | undefined;
  /** Another value reads types and expiries again. */
  reading: unknown;
  onSelect: (key: string) => void;
}

/** The keys as a tree, of which only the lines in sight exist. One stop for Tab. */
export function KeyTree({ database, store, snapshot, search, selectedKey, reading, onSelect }: KeyTreeProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const memory = useTabMemory<number>(`keys:offset:${database.connection}/${database.db}/${search}`);
  const { rowCount } = snapshot;
  const view = useScaledRows(scroller, rowCount, rowHeight, memory.initial ?? 0);
  const { first, last, offset, reveal } = view;
  const selectedId = selectedKey === undefined ? null : nodeId('key', selectedKey);
  const [activeId, setActiveId] = useState<string | null>(selectedId);
  const active = activeId === null ? -1 : store.indexOf(activeId);

  useEffect(() => store.setVisible(first, last), [store, first, last]);
  useEffect(() => memory.save(offset), [memory, offset]);
  useKeepInSight(store, snapshot, view);
  const leaveSelected = useRevealSelected(store, search, selectedKey, (index) => {
    if (selectedId !== null) setActiveId(selectedId);
    view.center(index);
  });

  const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => ({
    index: first + index,
    row: store.row(first + index),
  }));
  const keys = rows.flatMap(({ row }) => (row?.node?.kind === 'key' ? [row.node.path] : []));
  const summaries = useSummaries(database, keys, reading);

  const settle = useRef<number | null>(null);
  useEffect(() => () => window.clearTimeout(settle.current ?? undefined), []);

  /** The line a person has gone to while its node is not here yet. */
  const awaited = useRef<number | null>(null);

  function activate(node: KeyNode, isFinal: boolean): void {
    awaited.current = null;
    leaveSelected();
    setActiveId(nodeId(node.kind, node.path));
    window.clearTimeout(settle.current ?? undefined);
    if (node.kind !== 'key') return;
    if (isFinal) onSelect(node.path);
    else settle.current = window.setTimeout(() => onSelect(node.path), settleMs);
  }

  function moveTo(index: number): void {
    const target = Math.min(Math.max(0, index), rowCount - 1);
    reveal(target);
    const node = store.row(target)?.node;
    if (node) {
      activate(node, false);
      return;
    }
    awaited.current = target;
    leaveSelected();
  }
  useEffect(() => {
    const node = awaited.current === null ? null : store.row(awaited.current)?.node;
    if (node) activate(node, false);
  });

  const typeAhead = useTypeAhead(store, () => awaited.current ?? Math.max(0, active), search !== '', moveTo);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget || rowCount === 0) return;
    const at = awaited.current ?? active;
    const row = at < 0 ? undefined : store.row(at);
    const pageRows = Math.max(1, Math.floor(view.viewportHeight / rowHeight) - 1);
    const command = treeCommand(event, row?.node?.kind ?? null, row?.isOpen ?? false);
    if (command === null) {
      if (typeAhead.type(event)) event.preventDefault();
      return;
    }
    typeAhead.forget();
    event.preventDefault();
    event.stopPropagation();
    switch (command.kind) {
      case 'move':
        // The first key shows where one is, it does not yet move.
        moveTo(at < 0 ? first : at + command.by);
        break;
      case 'page':
        moveTo(Math.max(0, at) + command.by * pageRows);
        break;
      case 'first':
        moveTo(0);
        break;
      case 'last':
        moveTo(rowCount - 1);
        break;
      case 'parent': {
        const parent = store.parentOf(at);
        if (parent >= 0) moveTo(parent);
        break;
      }
      case 'toggle':
        if (row?.node) store.toggle(row.node);
        break;
      case 'open':
        if (row?.node) activate(row.node, true);
    }
  }

  const isActiveDrawn = active >= first && active <= last;
  return (
    <div
      ref={scroller}
      role="tree"
      aria-label="Keys"
      aria-busy={snapshot.total === null || undefined}
      aria-activedescendant={isActiveDrawn ? `${id}-${active}` : undefined}
      tabIndex={0}
      className={classes.tree}
      onKeyDown={onKeyDown}
      onScroll={view.onScroll}
    >
      <div role="presentation" className={classes.content} style={{ height: view.scale.contentHeight }}>
        <div role="presentation" className={classes.viewport} style={{ height: view.viewportHeight }}>
          {rows.map(({ index, row }) => {
            const node = row?.node;
            const nodeKey = node ? nodeId(node.kind, node.path) : null;
            return (
              <KeyTreeRow
                key={nodeKey ?? `waiting ${index}`}
                id={`${id}-${index}`}
                top={index * rowHeight - offset}
                row={row}
                search={search}
                isExact={snapshot.isComplete}
                isActive={index === active}
                isSelected={nodeKey !== null && nodeKey === selectedId}
                held={node?.kind === 'key' ? summaries.get(node.path) : undefined}
                onPress={() => {
                  scroller.current?.focus({ preventScroll: true });
                  if (!node) return;
                  activate(node, true);
                  if (node.kind === 'folder') store.toggle(node);
                }}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** Lines that come in above the ones in sight do not push them away. */
function useKeepInSight(
  store: KeyTreeStore,
  snapshot: TreeSnapshot,
  { first, offset, scrollTo }: { first: number; offset: number; scrollTo: (offset: number) => void },
): void {
  const anchor = useRef<{ snapshot: TreeSnapshot; id: string; index: number } | null>(null);
  useLayoutEffect(() => {
    const before = anchor.current;
    if (before && before.snapshot !== snapshot && offset > 0) {
      const index = store.indexOf(before.id);
      // By how far it moved, not to where: in the same moment a person may have scrolled elsewhere.
      if (index >= 0 && index !== before.index) scrollTo(offset + (index - before.index) * rowHeight);
    }
    const node = store.row(first)?.node;
    anchor.current = node ? { snapshot, id: nodeId(node.kind, node.path), index: first } : null;
  }, [store, snapshot, first, offset, scrollTo]);
}

/**
 * A key that was chosen elsewhere (the palette, the address) is opened in the tree and scrolled to.
 * @returns gives that up, for one who has gone elsewhere in the tree meanwhile
 */
function useRevealSelected(
  store: KeyTreeStore,
  search: string,
  selectedKey: string | undefined,
  show: (index: number) => void,
): () => void {
  const latest = useRef(show);
  const giveUp = useRef<(() => void) | null>(null);
  useLayoutEffect(() => {
    latest.current = show;
  });
  useEffect(() => {
    if (selectedKey === undefined || search !== '') return;
    const index = store.indexOf(nodeId('key', selectedKey));
    if (index >= 0) {
      latest.current(index);
      return;
    }
    let isWanted = true;
    void store.reveal(selectedKey).then((line) => {
      if (isWanted && line >= 0) latest.current(line);
    });
    giveUp.current = () => {
      isWanted = false;
    };
    return giveUp.current;
  }, [store, search, selectedKey]);
  return () => giveUp.current?.();
}
