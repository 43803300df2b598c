import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';
import { prepareDemo, seedDemoFiles, seedVersion } from '../../electron/host/demo/demo.ts';
import { startRedisServer } from '../../electron/host/services/redis-server.ts';
import { userCacheDirectory } from '../../electron/host/services/user-cache.ts';
import { testEnvironment } from './environment.ts';
import { startTestPostgres } from './services/postgres-server.ts';
import { provideChromium, provideHeadlessChromium } from './services/provide-chromium.ts';

/** What a test can ask for; the answer is an address or a program. */
export type ServiceName = 'redis' | 'postgres' | 'chromium' | 'headlessChromium' | 'demo';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where workers ask for services: a socket path, on Windows the name of a pipe. */
    servicesAddress: string;
  }
}

interface Service {
  readonly value: string;
  stop(): Promise<void>;
}

async function startRedis(directory: string): Promise<Service> {
  const given = process.env.TEST_REDIS_URL;
  if (given) return { value: given, stop: async () => {} };
  const server = await startRedisServer({
    directory: join(directory, 'redis'),
    signal: AbortSignal.timeout(180_000),
    report: () => {},
  });
  if ('missing' in server) throw new Error(`${server.missing}. ${server.advice}, or set TEST_REDIS_URL`);
  return { value: server.url, stop: server.stop };
}

async function startPostgres(): Promise<Service> {
  const given = process.env.TEST_POSTGRES_URL;
  if (given) return { value: given, stop: async () => {} };
  const server = await startTestPostgres();
  return { value: server.url, stop: server.stop };
}

/** Makes the demo project once, so that every app under test takes it from the cache and shows all of it soon. */
async function makeDemo(directory: string): Promise<Service> {
  const environment = testEnvironment(directory);
  const place = { environment, cacheDirectory: userCacheDirectory(), directory: join(directory, 'demo') };
  await prepareDemo(place);
  await seedDemoFiles(place, { signal: AbortSignal.timeout(180_000), report: () => {} });
  return { value: String(seedVersion), stop: async () => {} };
}

/**
 * Test files run in processes of their own, the services once for all of them: workers ask here, and the end of the run
 * stops what was started.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'storeroom-services-'));
  const starters: Record<ServiceName, () => Promise<Service>> = {
    redis: () => startRedis(directory),
    postgres: startPostgres,
    demo: () => makeDemo(directory),
    chromium: async () => ({ value: await provideChromium(), stop: async () => {} }),
    headlessChromium: async () => ({ value: await provideHeadlessChromium(), stop: async () => {} }),
  };
  const started = new Map<ServiceName, Promise<Service>>();
  const provide = (name: ServiceName) => {
    const service = started.get(name) ?? starters[name]();
    started.set(name, service);
    return service;
  };

  const answer = async (socket: Socket, name: ServiceName) => {
    const reply = await provide(name).then(
      ({ value }) => ({ value }),
      (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
    );
    socket.end(`${JSON.stringify(reply)}\n`);
  };
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    // Only `serviceForTests` writes here, and it writes the name of a service.
    createInterface({ input: socket }).once('line', (line) => void answer(socket, line as ServiceName));
  });
  const address =
    process.platform === 'win32' ? `\\\\.\\pipe\\storeroom-services-${process.pid}` : join(directory, 'services.sock');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  project.provide('servicesAddress', address);

  const end = async () => {
    server.close();
    const settled = await Promise.allSettled(started.values());
    // One that could not be started has told its tests so, and there is nothing to stop.
    const running = settled.filter((one) => one.status === 'fulfilled');
    await Promise.all(running.map(({ value }) => value.stop()));
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  };

  // What takes long on a new machine (packages to fetch, pictures to draw) must not run into the time of a test.
  const needed: readonly ServiceName[] = project.name.startsWith('e2e')
    ? ['headlessChromium', 'demo']
    : ['redis', 'postgres'];
  try {
    await Promise.all(needed.map(provide));
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}
