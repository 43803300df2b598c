import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { postgresConfigSchema } from '../../../shared/domain/postgres-config.ts';
import { environments, type Manifest } from '../../../shared/domain/project.ts';
import type { KnownProject } from '../../../shared/domain/project-settings.ts';
import { describeRedisEndpoint, parseRedisEndpoint } from '../redis/redis-endpoint.ts';
import { splitRedisUrl } from '../redis/redis-url.ts';

const summarySchema = z.object({
  environment: z.enum(environments),
  readOnly: z.boolean(),
  parts: z.array(z.object({ kind: z.enum(['storage', 'files', 'redis']), text: z.string() })),
});

/** What a list shows of a project without reading its file again. */
export type ProjectSummary = z.infer<typeof summarySchema>;

/** @returns `null` for what another version wrote */
export function parseSummary(json: string | null): ProjectSummary | null {
  return json === null ? null : (summarySchema.safeParse(JSON.parse(json)).data ?? null);
}

export function summarise(manifest: Manifest, directory: string): ProjectSummary {
  return { environment: manifest.environment, readOnly: manifest.readOnly, parts: partsOf(manifest, directory) };
}

function partsOf(manifest: Manifest, directory: string): KnownProject['parts'] {
  const storages = Object.values(manifest.storages).map((config) => {
    const postgres = postgresConfigSchema.safeParse(config);
    if (postgres.success) return `PostgreSQL ${postgres.data.database} on ${postgres.data.host}`;
    if (config.kind === 'sqlite' && config.path !== undefined) return `SQLite ${basename(config.path)}`;
    return config.kind;
  });
  const files = Object.values(manifest.files).map(({ root }) => `Files ${basename(resolve(directory, root))}`);
  const redis = Object.values(manifest.redis).map(({ url }) => `Redis ${redisText(url, directory)}`.trim());
  return [
    ...storages.map((text) => ({ kind: 'storage' as const, text })),
    ...files.map((text) => ({ kind: 'files' as const, text })),
    ...redis.map((text) => ({ kind: 'redis' as const, text })),
  ];
}

function redisText(url: string, directory: string): string {
  try {
    return describeRedisEndpoint(parseRedisEndpoint(splitRedisUrl(url).url, directory));
  } catch {
    // In no known form: what it says can't be shown, for it may hold a password in a place nobody expects.
    return '';
  }
}
