import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestSchema } from '../../../shared/domain/project.ts';
import { demoRedisUrl, prepareDemo, seedDemoFiles } from '../demo/demo.ts';
import type { HostEnvironment } from '../environment.ts';
import type { Thumbnails } from '../files/thumbnails/thumbnails.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { createDemoRedis } from './demo-redis.ts';
import { openParts } from './open-parts.ts';
import { assembleProject, type OpenProject } from './open-project.ts';
import type { PartPasswords } from './part-passwords.ts';

export const demoProjectId = 'demo';

/** The demo project's folder inside a data folder. */
export function demoDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'demo');
}

interface DemoOptions {
  readonly environment: HostEnvironment;
  readonly jobs: Jobs;
  readonly thumbnails: Thumbnails;
  /** Finished parts of the demo, shared by all data folders of this person. */
  readonly cacheDirectory: string;
  readonly readOnlyReason: string | null;
  /** Its owner may have given it another database. */
  readonly passwords: PartPasswords;
  /** Gives up making the rows. */
  readonly signal: AbortSignal;
}

/**
 * Opens the demo project of the data folder, making its rows first if need be. Images and Redis keys follow as jobs
 * while the window is already open.
 */
export async function openDemoProject(options: DemoOptions): Promise<OpenProject> {
  const { environment, jobs, thumbnails } = options;
  const directory = demoDirectory(environment.dataDirectory);
  const place = { environment, cacheDirectory: options.cacheDirectory, directory };
  const { filesPending } = await prepareDemo(place, { signal: options.signal, report: () => {} });
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(directory, 'storeroom.json'), 'utf8')));

  // The owner of the folder may have changed its file.
  const readOnlyReason = options.readOnlyReason ?? (manifest.readOnly ? 'The project file says read-only' : null);
  const redis = createDemoRedis({ environment, jobs, onSeeded: () => rescan() });
  const parts = openParts(
    {
      environment,
      projectId: demoProjectId,
      projectDirectory: directory,
      manifest,
      readOnly: readOnlyReason !== null,
      password: options.passwords.of({ id: demoProjectId, manifest, directory }),
    },
    // The owner of the folder may have given it another Redis.
    { thumbnails, redisAddress: (url) => (url === demoRedisUrl ? redis.address : url) },
  );
  const facts = {
    id: demoProjectId,
    name: manifest.name,
    directory,
    path: directory,
    manifest,
    readOnlyReason,
  };
  const project = assembleProject({ ...facts, isDemo: true }, parts);

  function rescan(): void {
    for (const part of parts.redis.values()) part.rescan();
  }

  const images = filesPending
    ? jobs.run(
        'Demo images',
        async (job) => {
          await seedDemoFiles(place, job);
          for (const part of parts.files.values()) part.refresh();
        },
        { canCancel: true },
      )
    : null;

  return {
    ...project,
    close: async () => {
      if (images) jobs.stop(images.id);
      await Promise.all([project.close(), redis.close(), images?.finished]);
    },
  };
}
