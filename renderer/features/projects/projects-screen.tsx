import { useQuery } from '@tanstack/react-query';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import type { KnownProject } from '../../../shared/domain/project-settings.ts';
import { desktopBridge, toAppError, useApi, useKnownSettings } from '../../host/index.ts';
import {
  Button,
  EmptyState,
  ErrorState,
  Icon,
  SearchField,
  Skeleton,
  Spacer,
  Toolbar,
  useShortcut,
} from '../../ui/index.ts';
import { ForgetDialog } from './forget-dialog.tsx';
import { looksLikeAddress } from './form/described.ts';
import { FormPanel } from './form-panel.tsx';
import { findProjects } from './known-projects.ts';
import { PathDialog } from './path-dialog.tsx';
import { ProjectList } from './project-list.tsx';
import classes from './projects-screen.module.css';
import { useProjectCommands } from './use-project-commands.ts';

/** Which form is shown beside the list. */
export type ShownForm = { readonly kind: 'new' } | { readonly kind: 'edit'; readonly known: string } | null;

export interface ProjectsScreenProps {
  form: ShownForm;
  onForm: (form: ShownForm) => void;
  /** A project was opened and can be shown. */
  onOpened: (project: string) => void;
}

/** Recent and saved projects, and the form of one of them. */
export function ProjectsScreen({ form, onForm, onOpened }: ProjectsScreenProps) {
  const api = useApi();
  const known = useQuery(api.projects.known.list.queryOptions({ staleTime: 0 }));
  const timeZone = useKnownSettings()?.timeZone ?? 'UTC';
  const commands = useProjectCommands(onOpened);
  const [text, setText] = useState('');
  const [forgotten, setForgotten] = useState<KnownProject | null>(null);
  const [asksPath, setAsksPath] = useState<{ readonly fileName: string | null } | null>(null);
  /** An address that was dropped: the form begins with it. Never in the address of the page: it may hold a password. */
  const [startUrl, setStartUrl] = useState('');
  /** The project that was saved last. */
  const [saved, setSaved] = useState<string | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const drop = useDrop(openFile, (address) => {
    setStartUrl(address);
    onForm({ kind: 'new' });
  });

  const screen = useRef<HTMLElement>(null);
  const isAsking = forgotten !== null;
  useEffect(() => {
    if (isAsking) return;
    // The line that had the focus may be gone with its project.
    const request = requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      screen.current?.querySelector<HTMLElement>('[data-project][tabindex="0"]')?.focus();
    });
    return () => cancelAnimationFrame(request);
  }, [isAsking]);

  const all = known.data ?? [];
  const shown = findProjects(all, text);
  const { opening } = commands;

  function newProject(): void {
    setStartUrl('');
    onForm({ kind: 'new' });
  }

  function openFile(file: File | null): void {
    if (desktopBridge === null) {
      setAsksPath({ fileName: file?.name ?? null });
      return;
    }
    const path = file === null ? '' : desktopBridge.pathForFile(file);
    if (path !== '') commands.openAndTell({ kind: 'path', path });
    else void desktopBridge.chooseProject();
  }

  async function duplicate(project: KnownProject): Promise<void> {
    const id = await commands.duplicate(
      project,
      all.map(({ name }) => name),
    );
    if (id !== null) onForm({ kind: 'edit', known: id });
  }

  useShortcut('N', 'New project', newProject);
  useShortcut('mod+O', 'Open file', () => openFile(null));
  useShortcut('/', 'Search projects', () => search.current?.focus());
  useShortcut('mod+F', 'Search projects', () => search.current?.focus());
  useShortcut('F5', 'Refresh', () => void known.refetch());

  return (
    <main
      ref={screen}
      className={classes.screen}
      aria-label="Projects"
      data-form={form !== null || undefined}
      {...drop.handlers}
    >
      <div className={classes.list}>
        <Toolbar title="Projects" detail={all.length > 0 ? String(all.length) : undefined}>
          <Spacer />
          <Button icon="folderOpen" onClick={() => openFile(null)}>
            Open file
          </Button>
          <Button kind={form === null ? 'primary' : 'default'} icon="plus" onClick={newProject}>
            New project
          </Button>
        </Toolbar>
        <div className={classes.searchLine}>
          <SearchField
            ref={search}
            label="Search projects"
            value={text}
            onChange={setText}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
              const first = event.currentTarget.closest('main')?.querySelector<HTMLElement>('[data-project]');
              if (!first) return;
              event.preventDefault();
              if (event.key === 'ArrowDown') first.focus();
              else first.click();
            }}
          />
        </div>
        <div className={classes.scroll}>
          {known.isError && known.data === undefined ? (
            <ErrorState error={toAppError(known.error)} onRetry={() => void known.refetch()} />
          ) : known.data === undefined ? (
            <Waiting />
          ) : all.length === 0 ? (
            <EmptyState
              title="No projects yet"
              hint="A project is a database, a files folder, a Redis server, or any of them together. A file can be dropped here."
              action={
                <>
                  <Button kind="primary" icon="plus" onClick={newProject}>
                    Make a project
                  </Button>
                  <Button onClick={() => commands.openAndTell({ kind: 'demo' })}>Open the demo</Button>
                </>
              }
            />
          ) : shown.length === 0 ? (
            <EmptyState title="No project matches" action={<Button onClick={() => setText('')}>Show all</Button>} />
          ) : (
            <ProjectList
              projects={shown}
              text={text}
              edited={form?.kind === 'edit' ? form.known : null}
              opening={opening?.kind === 'known' ? opening.id : null}
              focused={form === null ? saved : null}
              timeZone={timeZone}
              onOpen={(project) => commands.openAndTell({ kind: 'known', id: project.id })}
              onClose={(project) => void commands.close(project)}
              onEdit={(project) => onForm({ kind: 'edit', known: project.id })}
              onDuplicate={(project) => void duplicate(project)}
              onForget={setForgotten}
            />
          )}
        </div>
      </div>
      {form !== null && (
        <FormPanel
          key={form.kind === 'new' ? `new ${startUrl}` : form.known}
          form={form}
          startUrl={startUrl}
          onSaved={(id, isToOpen) => {
            setSaved(id);
            onForm(null);
            if (isToOpen) commands.openAndTell({ kind: 'known', id });
          }}
          onClose={() => onForm(null)}
        />
      )}
      {drop.isOver && (
        <div className={classes.drop}>
          <Icon name="folderOpen" size={22} />
          Drop a storeroom.json, an SQLite file, a folder or an address to open it
        </div>
      )}
      {forgotten !== null && (
        <ForgetDialog
          project={forgotten}
          onForget={async (project) => {
            await commands.forget(project);
            if (form?.kind === 'edit' && form.known === project.id) onForm(null);
          }}
          onClose={() => setForgotten(null)}
        />
      )}
      {asksPath !== null && (
        <PathDialog
          fileName={asksPath.fileName}
          onOpen={(path) => commands.open({ kind: 'path', path })}
          onClose={() => setAsksPath(null)}
        />
      )}
    </main>
  );
}

function Waiting() {
  return (
    <div className={classes.waiting}>
      {[220, 160, 190].map((width) => (
        <div key={width} className={classes.waitingLine}>
          <Skeleton width={width} />
          <Skeleton width={width * 1.6} />
        </div>
      ))}
    </div>
  );
}

/** Files and addresses that are dropped anywhere on the screen. */
function useDrop(onFile: (file: File) => void, onAddress: (address: string) => void) {
  const [depth, setDepth] = useState(0);
  const isWanted = ({ dataTransfer }: DragEvent) =>
    dataTransfer.types.includes('Files') || dataTransfer.types.includes('text/plain');
  return {
    isOver: depth > 0,
    handlers: {
      onDragEnter: (event: DragEvent) => {
        if (!isWanted(event)) return;
        event.preventDefault();
        setDepth((known) => known + 1);
      },
      onDragLeave: (event: DragEvent) => {
        if (isWanted(event)) setDepth((known) => Math.max(0, known - 1));
      },
      onDragOver: (event: DragEvent) => {
        if (isWanted(event)) event.preventDefault();
      },
      onDrop: (event: DragEvent) => {
        if (!isWanted(event)) return;
        setDepth(0);
        const [file] = event.dataTransfer.files;
        const dropped = event.dataTransfer.getData('text/plain').trim();
        // A text that is dropped into a field belongs there.
        if (file === undefined && (event.target instanceof HTMLInputElement || !looksLikeAddress(dropped))) return;
        event.preventDefault();
        if (file !== undefined) onFile(file);
        else onAddress(dropped);
      },
    },
  };
}
