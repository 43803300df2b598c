import { type KeyboardEvent, type MouseEvent, useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { KnownProject } from '../../../shared/domain/project-settings.ts';
import { type MenuEntry, useContextMenu } from '../../ui/index.ts';
import { ProjectLine } from './project-line.tsx';
import classes from './project-list.module.css';

export interface ProjectListProps {
  projects: readonly KnownProject[];
  text: string;
  /** Of the project whose form is shown. */
  edited: string | null;
  opening: string | null;
  /** Takes the focus as soon as it is there. */
  focused: string | null;
  timeZone: string;
  onOpen: (project: KnownProject) => void;
  onClose: (project: KnownProject) => void;
  onEdit: (project: KnownProject) => void;
  onDuplicate: (project: KnownProject) => void;
  onForget: (project: KnownProject) => void;
}

/** Recent and saved projects. The arrow keys go from one to the next, Enter opens, Delete asks to forget. */
export function ProjectList(props: ProjectListProps) {
  const { projects, text, edited, opening, focused, timeZone } = props;
  const openContextMenu = useContextMenu();
  const [reached, setReached] = useState<string | null>(null);
  const [now] = useState(() => new Date());
  const list = useRef<HTMLUListElement>(null);
  const reachable = projects.some(({ id }) => id === reached) ? reached : projects[0]?.id;

  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  // The same functions for every line: a search draws only what changes.
  const [actions] = useState(() => ({
    onOpen: (project: KnownProject) => latest.current.onOpen(project),
    onEdit: (project: KnownProject) => latest.current.onEdit(project),
    onDuplicate: (project: KnownProject) => latest.current.onDuplicate(project),
    onForget: (project: KnownProject) => latest.current.onForget(project),
    onFocus: (project: KnownProject) => setReached(project.id),
  }));
  const onMenu = useCallback(
    (event: MouseEvent, project: KnownProject) => openContextMenu(event, menuOf(project, latest.current), project.name),
    [openContextMenu],
  );

  const isFocusedThere = projects.some(({ id }) => id === focused);
  useLayoutEffect(() => {
    if (focused === null || !isFocusedThere) return;
    list.current?.querySelector<HTMLElement>(`[data-project="${CSS.escape(focused)}"]`)?.focus();
  }, [focused, isFocusedThere]);

  function focusAt(index: number): void {
    const id = projects[Math.max(0, Math.min(projects.length - 1, index))]?.id;
    if (id === undefined) return;
    list.current?.querySelector<HTMLElement>(`[data-project="${CSS.escape(id)}"]`)?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = projects.findIndex(({ id }) => id === reachable);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: projects.length - 1 }[event.key];
    const project = projects[at];
    if (to !== undefined) focusAt(to);
    else if (event.key === 'Delete' && project) props.onForget(project);
    else if (event.key === 'F2' && project) props.onEdit(project);
    else return;
    event.preventDefault();
  }

  return (
    <ul ref={list} className={classes.list} aria-label="Known projects" onKeyDown={onKeyDown}>
      {projects.map((project) => (
        <ProjectLine
          key={project.id}
          project={project}
          text={text}
          isEdited={project.id === edited}
          isOpening={project.id === opening}
          isReachable={project.id === reachable}
          timeZone={timeZone}
          now={now}
          onMenu={onMenu}
          {...actions}
        />
      ))}
    </ul>
  );
}

function menuOf(project: KnownProject, props: ProjectListProps): readonly MenuEntry[] {
  return [
    { label: 'Open', icon: 'folderOpen', shortcut: 'Enter', onSelect: () => props.onOpen(project) },
    ...(project.isOpen ? [{ label: 'Close', icon: 'close' as const, onSelect: () => props.onClose(project) }] : []),
    { kind: 'divider' },
    { label: 'Edit', icon: 'pencil', shortcut: 'F2', onSelect: () => props.onEdit(project) },
    { label: 'Duplicate', icon: 'duplicate', onSelect: () => props.onDuplicate(project) },
    { kind: 'divider' },
    { label: 'Forget…', icon: 'trash', shortcut: 'Delete', isDangerous: true, onSelect: () => props.onForget(project) },
  ];
}
