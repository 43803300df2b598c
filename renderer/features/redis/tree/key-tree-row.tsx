import { formatCount, highlight, Icon, Skeleton } from '../../../ui/index.ts';
import { remainingTime } from '../remaining-time.ts';
import { TypeBadge } from '../type-badge.tsx';
import classes from './key-tree.module.css';
import type { TreeRow } from './key-tree-store.ts';
import type { HeldSummary } from './use-summaries.ts';

/** In CSS px. */
export const rowHeight = 26;
const indent = 18;
/** Deeper levels are not moved in any further: their names must stay readable. */
const deepestIndent = 12;

export interface KeyTreeRowProps {
  id: string;
  top: number;
  row: TreeRow | undefined;
  /** Drawn bold where it is part of the name. */
  search: string;
  /** False while keys may still come in: counts are lower bounds. */
  isExact: boolean;
  isActive: boolean;
  isSelected: boolean;
  held: HeldSummary | undefined;
  onPress: () => void;
}

export function KeyTreeRow({ id, top, row, search, isExact, isActive, isSelected, held, onPress }: KeyTreeRowProps) {
  const node = row?.node;
  const place = { top, paddingLeft: 8 + indent * Math.min((row?.level ?? 1) - 1, deepestIndent) };
  if (!row || !node) {
    return (
      <div className={classes.row} style={place} aria-hidden>
        <Skeleton width={90 + ((top / rowHeight) % 5) * 12} height={10} />
      </div>
    );
  }
  const isFolder = node.kind === 'folder';
  const count = isExact ? formatCount(node.keys) : formatCount({ kind: 'atLeast', value: node.keys });
  const rest = held ? remainingTime(held.summary.ttlMs, held.readAt) : null;
  const name = node.label === '' ? '(empty)' : node.label;
  return (
    // The tree has the focus and points at its active line. A line is named by its segment alone; what stands beside it
    // is its description.
    // biome-ignore lint/a11y/useFocusableInteractive: see above.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree itself handles the keys.
    <div
      id={id}
      role="treeitem"
      aria-level={row.level}
      aria-setsize={row.setSize}
      aria-posinset={row.position}
      aria-expanded={isFolder ? row.isOpen : undefined}
      aria-selected={isSelected}
      aria-description={isFolder ? `${count} keys` : describe(held, rest)}
      title={node.label}
      className={classes.row}
      data-active={isActive || undefined}
      style={place}
      onClick={onPress}
    >
      <span className={classes.twist}>
        {isFolder && <Icon name={row.isOpen ? 'chevronDown' : 'chevronRight'} size={14} />}
      </span>
      <span className={node.label === '' ? classes.emptyLabel : classes.label}>
        <Name text={name} search={search} />
      </span>
      {isFolder && (
        <span className={classes.count} aria-hidden>
          {count}
        </span>
      )}
      {rest && (
        <span className={classes.rest} title={`Expires in ${rest}`} aria-hidden>
          {rest}
        </span>
      )}
      {held && (
        <span className={classes.badge} aria-hidden>
          <TypeBadge type={held.summary.type} typeName={held.summary.typeName} />
        </span>
      )}
    </div>
  );
}

function describe(held: HeldSummary | undefined, rest: string | null): string | undefined {
  if (!held) return undefined;
  return rest === null ? held.summary.typeName : `${held.summary.typeName}, expires in ${rest}`;
}

function Name({ text, search }: { text: string; search: string }) {
  if (search === '') return text;
  return highlight(text, search).map((piece, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one name never change places.
    piece.isMatch ? <b key={index}>{piece.text}</b> : piece.text,
  );
}
