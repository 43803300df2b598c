import { createContext, type MouseEvent, type ReactNode, useContext, useId } from 'react';
import { formatCount } from './format.ts';
import { useCurrentPath, useFrame } from './frame-context.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';
import classes from './nav.module.css';

export interface NavSurroundings {
  /** Icons only. */
  readonly isCollapsed: boolean;
  /** Scrolls the sections; for lists that are virtualised. */
  readonly scrollElement: HTMLElement | null;
}

/** Provided by the sidebar. */
export const NavContext = createContext<NavSurroundings>({ isCollapsed: false, scrollElement: null });

export function useNavSurroundings(): NavSurroundings {
  return useContext(NavContext);
}

export interface NavSectionProps {
  /** `Models`; drawn in capitals. */
  title: string;
  /** A small button at the end of the heading. */
  action?: ReactNode;
  children: ReactNode;
}

export function NavSection({ title, action, children }: NavSectionProps) {
  const id = useId();
  const { isCollapsed } = useNavSurroundings();
  return (
    <section className={classes.section} aria-labelledby={id} data-collapsed={isCollapsed || undefined}>
      <div className={classes.heading}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {action}
      </div>
      {children}
    </section>
  );
}

export interface NavGroupHeadingProps {
  label: string;
  /** Of the items in it. */
  count: number;
  isOpen: boolean;
  onToggle: () => void;
}

/** The heading of a group within a section; as high as an item. It opens and closes the group. */
export function NavGroupHeading({ label, count, isOpen, onToggle }: NavGroupHeadingProps) {
  return (
    <button
      type="button"
      className={classes.groupHeading}
      data-nav-heading
      aria-expanded={isOpen}
      title={label}
      onClick={onToggle}
    >
      <Icon name={isOpen ? 'chevronDown' : 'chevronRight'} size={14} className={classes.groupIcon} />
      <span className={classes.groupLabel}>{label}</span>
      {!isOpen && <span className={classes.detail}>{formatCount(count)}</span>}
    </button>
  );
}

/** A sentence in the place of links: why there are none. Left out where the sidebar shows icons only. */
export function NavNote({ children }: { children: ReactNode }) {
  const { isCollapsed } = useNavSurroundings();
  return isCollapsed ? null : <p className={classes.note}>{children}</p>;
}

export interface NavItemProps {
  /** A path of the app. */
  to: string;
  icon: IconName;
  label: string;
  /** At the end, muted: a count. Not part of the link's name. */
  detail?: string | undefined;
  /** More, on hover. */
  title?: string | undefined;
  /** Why it can't be used: drawn muted, with a lock that says it. */
  lockedReason?: string | undefined;
  /** What the dot before the count says; no dot without it. */
  mark?: string | undefined;
  onContextMenu?: ((event: MouseEvent) => void) | undefined;
}

/**
 * A link named by its item. One click shows it in the preview tab, two keep it; the middle button or Ctrl (Cmd) opens a tab
 * of its own.
 */
export function NavItem({ to, icon, label, detail, title, mark, lockedReason, onContextMenu }: NavItemProps) {
  const { open } = useFrame();
  const { isCollapsed } = useNavSurroundings();
  const isCurrent = pathname(useCurrentPath()) === pathname(to);

  function onClick(event: MouseEvent): void {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) open(to, { newTab: true });
    else open(to, { preview: true });
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the link is the control; the row listens for its count too.
    <div
      className={classes.item}
      data-current={isCurrent || undefined}
      data-locked={lockedReason !== undefined || undefined}
      title={isCollapsed ? [label, detail].filter(Boolean).join(' · ') : title}
      onContextMenu={onContextMenu}
    >
      <a
        href={to}
        className={classes.link}
        aria-current={isCurrent ? 'page' : undefined}
        draggable={false}
        onClick={onClick}
        onDoubleClick={() => open(to)}
        onAuxClick={(event) => {
          if (event.button !== 1) return;
          event.preventDefault();
          open(to, { newTab: true });
        }}
      >
        <Icon name={icon} className={classes.icon} />
        <span className={classes.label}>{label}</span>
      </a>
      {/* Beside the link, not in it: the link is named by its item alone. */}
      {mark && <span className={classes.mark} role="img" aria-label={mark} title={mark} />}
      {lockedReason !== undefined && (
        <span className={classes.lock} role="img" aria-label={lockedReason} title={lockedReason}>
          <Icon name="lock" size={13} />
        </span>
      )}
      {detail && <span className={classes.detail}>{detail}</span>}
    </div>
  );
}

function pathname(path: string): string {
  return path.split(/[?#]/, 1)[0] ?? path;
}
