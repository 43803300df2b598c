import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { KnownProject } from '../../../shared/domain/project-settings.ts';
import { type HostClient, toAppError, useApi, useClient } from '../../host/index.ts';
import { notify } from '../../ui/index.ts';
import { copyName } from './known-projects.ts';

type Opening = Parameters<HostClient['projects']['open']['start']>[0];

export interface ProjectCommands {
  /** What is being opened now, so that nobody asks twice; `null` when nothing is. */
  readonly opening: Opening | null;
  /** @returns the id of the project; rejects with the host's error */
  open(what: Opening): Promise<string | null>;
  /** Opens it and tells when that fails. */
  openAndTell(what: Opening): void;
  close(project: KnownProject): Promise<void>;
  /** @returns the id of the copy */
  duplicate(project: KnownProject, taken: readonly string[]): Promise<string | null>;
  /** An open one is closed first. */
  forget(project: KnownProject): Promise<void>;
}

/** What can be done with known projects. `onOpened` gets the id under which an opened one is shown. */
export function useProjectCommands(onOpened: (project: string) => void): ProjectCommands {
  const api = useApi();
  const client = useClient();
  const queryClient = useQueryClient();
  const [opening, setOpening] = useState<Opening | null>(null);

  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: api.projects.known.key() }),
      queryClient.invalidateQueries({ queryKey: api.projects.list.key() }),
    ]);
  const tell = (error: unknown) => {
    const { message, detail } = toAppError(error);
    notify({ kind: 'error', message: [message, detail.advice].filter(Boolean).join('. ') });
  };

  async function open(what: Opening): Promise<string | null> {
    if (opening !== null) return null;
    setOpening(what);
    try {
      const { project } = await client.projects.open.start(what);
      onOpened(project);
      return project;
    } finally {
      setOpening(null);
      void refresh();
    }
  }

  return {
    opening,
    open,
    openAndTell: (what) => void open(what).catch(tell),
    async close(project) {
      try {
        await client.projects.open.cancel({ project: project.id });
      } catch (error) {
        tell(error);
      }
      await refresh();
    },
    async duplicate(project, taken) {
      try {
        const { id } = await client.projects.known.apply({ id: project.id, name: copyName(project.name, taken) });
        await refresh();
        return id;
      } catch (error) {
        tell(error);
        return null;
      }
    },
    async forget(project) {
      if (project.isOpen) await client.projects.open.cancel({ project: project.id });
      await client.projects.known.remove({ id: project.id });
      await refresh();
      notify({
        kind: 'info',
        message: `Forgot ${project.name}`,
        action: {
          label: 'Undo',
          run: () => void client.projects.known.start({ id: project.id }).then(refresh, tell),
        },
      });
    },
  };
}
