import { type MouseEvent, memo } from 'react';
import type { KnownProject } from '../../../shared/domain/project-settings.ts';
import { Badge, EnvironmentMark, formatAgo, formatDate, highlight, Icon, IconButton } from '../../ui/index.ts';
import classes from './project-list.module.css';

export interface ProjectLineProps {
  project: KnownProject;
  /** What was searched for. */
  text: string;
  /** Its form is shown. */
  isEdited: boolean;
  isOpening: boolean;
  /** Tab reaches this one; arrow keys the others. */
  isReachable: boolean;
  timeZone: string;
  now: Date;
  onFocus: (project: KnownProject) => void;
  onOpen: (project: KnownProject) => void;
  onEdit: (project: KnownProject) => void;
  onDuplicate: (project: KnownProject) => void;
  onForget: (project: KnownProject) => void;
  onMenu: (event: MouseEvent, project: KnownProject) => void;
}

/** One project: what it is, where it lies, when it was used. Its name opens it by double click or Enter. */
export const ProjectLine = memo(function ProjectLine(props: ProjectLineProps) {
  const { project, text, timeZone, now } = props;
  const { name, environment, readOnly, parts, path, isOpen, openedAt, missing } = project;
  const tabIndex = props.isReachable ? 0 : -1;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the name in it is a button and has the keys.
    <li
      className={classes.line}
      data-environment={environment}
      data-edited={props.isEdited || undefined}
      data-missing={missing !== null || undefined}
      onClick={(event) => {
        const isOnButton = event.target instanceof Element && event.target.closest('button') !== null;
        if (!isOnButton) event.currentTarget.querySelector<HTMLElement>('[data-project]')?.focus();
      }}
      onDoubleClick={() => props.onOpen(project)}
      onContextMenu={(event) => props.onMenu(event, project)}
    >
      <div className={classes.main}>
        <div className={classes.first}>
          <button
            type="button"
            className={classes.name}
            data-project={project.id}
            aria-keyshortcuts="Enter Delete"
            tabIndex={tabIndex}
            onFocus={() => props.onFocus(project)}
            onClick={(event) => {
              // A press of the pointer chooses it; Enter and Space arrive without one.
              if (event.detail === 0) props.onOpen(project);
            }}
          >
            {highlight(name, text).map((piece, at) =>
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never change places.
              piece.isMatch ? <b key={at}>{piece.text}</b> : piece.text,
            )}
          </button>
          <EnvironmentMark environment={environment} />
          {readOnly && (
            <span className={classes.sign}>
              <Icon name="lock" size={13} />
              Read-only
            </span>
          )}
          {isOpen && <Badge tone="new">open</Badge>}
        </div>
        <p className={classes.parts}>{parts.map((part) => part.text).join(' · ') || 'Nothing yet'}</p>
        {missing === null ? (
          <p className={classes.path} title={path}>
            {path}
          </p>
        ) : (
          <p className={classes.missing}>
            <Icon name="warning" size={14} />
            <span>{missing}</span>
          </p>
        )}
      </div>
      <span className={classes.end}>
        <span className={classes.time} title={openedAt === null ? undefined : exactTime(openedAt, timeZone)}>
          {props.isOpening ? 'opening…' : openedAt === null ? 'never opened' : formatAgo(new Date(openedAt), now)}
        </span>
        <span className={classes.actions}>
          <IconButton
            label={`Open ${name}`}
            hint="Open"
            icon="folderOpen"
            tabIndex={tabIndex}
            onClick={() => props.onOpen(project)}
          />
          <IconButton
            label={`Edit ${name}`}
            hint="Edit"
            icon="pencil"
            tabIndex={tabIndex}
            onClick={() => props.onEdit(project)}
          />
          <IconButton
            label={`Duplicate ${name}`}
            hint="Duplicate"
            icon="duplicate"
            tabIndex={tabIndex}
            onClick={() => props.onDuplicate(project)}
          />
          <IconButton
            label={`Forget ${name}`}
            hint="Forget"
            icon="trash"
            tabIndex={tabIndex}
            onClick={() => props.onForget(project)}
          />
        </span>
      </span>
    </li>
  );
});

function exactTime(openedAt: string, timeZone: string): string {
  return `Opened ${formatDate(new Date(openedAt), timeZone)} ${timeZone === 'local' ? 'local time' : timeZone}`;
}
