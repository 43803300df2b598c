import type { Manifest, PartState, Project } from '../../../shared/domain/project.ts';
import type { FilesPart } from '../files/files-part.ts';
import type { RedisPart } from '../redis/redis-part.ts';
import type { StoragePart } from '../storage/storage-part.ts';
import type { Part } from './part.ts';

/** A project while it is open: its description and its parts. */
export interface OpenProject {
  readonly id: string;
  readonly name: string;
  /** Relative paths of the manifest start here. */
  readonly directory: string;
  /** The file or folder it was opened from. */
  readonly path: string;
  readonly manifest: Manifest;
  /** Why nothing can be written; `null` when writing is allowed. */
  readonly readOnlyReason: string | null;
  readonly isDemo: boolean;
  readonly storages: ReadonlyMap<string, StoragePart>;
  readonly files: ReadonlyMap<string, FilesPart>;
  readonly redis: ReadonlyMap<string, RedisPart>;
  describe(): Project;
  /** Called when the state of any part changes. @returns a function that ends the subscription. */
  onChange(listener: () => void): () => void;
  /** @param kept parts that another project has taken over; they stay open */
  close(kept?: ReadonlySet<Part>): Promise<void>;
}

/** The parts of a project by kind and id. */
export interface ProjectParts {
  readonly storages: ReadonlyMap<string, StoragePart>;
  readonly files: ReadonlyMap<string, FilesPart>;
  readonly redis: ReadonlyMap<string, RedisPart>;
}

type ProjectFacts = Pick<OpenProject, 'id' | 'name' | 'directory' | 'path' | 'manifest' | 'readOnlyReason' | 'isDemo'>;

/** Joins the parts to one project; they were opened, and begin to connect, before. */
export function assembleProject(facts: ProjectFacts, parts: ProjectParts): OpenProject {
  const all: readonly Part[] = [...parts.storages.values(), ...parts.files.values(), ...parts.redis.values()];
  const listeners = new Set<() => void>();
  const unsubscribes = all.map((part) =>
    part.onStateChange(() => {
      for (const listener of listeners) listener();
    }),
  );
  return {
    ...facts,
    ...parts,
    describe: () => ({
      id: facts.id,
      name: facts.name,
      environment: facts.manifest.environment,
      readOnlyReason: facts.readOnlyReason,
      isDemo: facts.isDemo,
      path: facts.path,
      storages: describeParts(parts.storages),
      files: describeParts(parts.files),
      redis: describeParts(parts.redis),
    }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async (kept) => {
      for (const unsubscribe of unsubscribes) unsubscribe();
      listeners.clear();
      await Promise.all(all.filter((part) => !kept?.has(part)).map((part) => part.close()));
    },
  };
}

function describeParts(
  parts: ReadonlyMap<string, Part>,
): { id: string; kind: string; address: string; state: PartState }[] {
  return [...parts.values()].map(({ id, kind, address, state }) => ({ id, kind, address, state }));
}
