import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { InlineConfig } from 'vite';
import { contentDigest } from './content-digest.ts';
import { inRepository, repository } from './repository.ts';

interface BuildPart {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly stamp: string;
  readonly config: () => Promise<InlineConfig>;
}

const parts: readonly BuildPart[] = [
  {
    name: 'window',
    inputs: ['renderer/**', 'shared/**', 'vite.config.ts', 'package-lock.json'],
    stamp: 'dist/renderer.stamp',
    config: async () => (await import('../vite.config.ts')).default,
  },
  {
    name: 'server',
    inputs: ['electron/**', 'shared/**', 'vite.node.config.ts', 'package-lock.json'],
    stamp: 'dist/node.stamp',
    config: async () => (await import('../vite.node.config.ts')).default,
  },
  {
    name: 'preload',
    inputs: ['electron/shell/preload.ts', 'shared/transport/**', 'vite.preload.config.ts', 'package-lock.json'],
    stamp: 'dist/preload.stamp',
    config: async () => (await import('../vite.preload.config.ts')).default,
  },
];

interface StalePart extends BuildPart {
  readonly digest: string;
}

/** The parts whose inputs are not those of the last build that succeeded. */
export async function staleParts(): Promise<readonly StalePart[]> {
  const examined = await Promise.all(
    parts.map(async (part) => {
      const digest = await contentDigest(repository, part.inputs);
      const built = await readFile(inRepository(part.stamp), 'utf8').catch(() => '');
      return { ...part, digest, isStale: built !== digest };
    }),
  );
  return examined.filter((part) => part.isStale);
}

async function buildPart(part: StalePart): Promise<void> {
  const begun = performance.now();
  // For use, whoever asks for it: a test run's NODE_ENV would put React's slow development form into the window.
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  // An interrupted build must not pass for a finished one.
  await rm(inRepository(part.stamp), { force: true });
  await build({ ...(await part.config()), configFile: false, logLevel: 'warn' });
  await mkdir(inRepository('dist'), { recursive: true });
  await writeFile(inRepository(part.stamp), part.digest);
  console.log(`  ${part.name} built in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}

if (import.meta.main) {
  const stale = await staleParts();
  if (stale.length === 0) {
    console.log('The build is up to date');
  } else {
    console.log(`Building ${stale.map((part) => part.name).join(' and ')} …`);
    const results = await Promise.allSettled(stale.map(buildPart));
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      process.exitCode = 1;
      console.error(result.reason instanceof Error ? result.reason.message : result.reason);
    }
  }
}
