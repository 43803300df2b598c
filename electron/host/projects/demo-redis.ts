import { join } from 'node:path';
import { AppError } from '../../../shared/domain/app-error.ts';
import { demoKeysSeeded, seedDemoKeys } from '../demo/demo.ts';
import type { HostEnvironment } from '../environment.ts';
import type { JobReport, Jobs } from '../jobs/jobs.ts';
import { type RunningRedis, startRedisServer } from '../services/redis-server.ts';

/** The Redis server of the demo project: started when first asked for, again after it ended, stopped with the project. */
export interface DemoRedis {
  /** @throws AppError `connection` with what is missing and how to get it; `aborted` once closed */
  address(): Promise<string>;
  close(): Promise<void>;
}

interface DemoRedisOptions {
  readonly environment: HostEnvironment;
  readonly jobs: Jobs;
  /** Called when the keys are all there. */
  readonly onSeeded: () => void;
}

/** What the demo's Redis keeps, inside a data folder. */
export function demoRedisDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'redis');
}

/** Starting can mean to download the server first, and the keys take seconds: both are jobs that the window shows. */
export function createDemoRedis({ environment, jobs, onSeeded }: DemoRedisOptions): DemoRedis {
  const closing = new AbortController();
  let running: Promise<RunningRedis> | null = null;

  async function start(signal: AbortSignal, report: (progress: JobReport) => void): Promise<RunningRedis> {
    const server = await startRedisServer({ directory: demoRedisDirectory(environment.dataDirectory), signal, report });
    if ('missing' in server) throw new AppError('connection', server.missing, { advice: server.advice });
    environment.log.info({ program: server.program }, 'demo Redis started');
    void server.ended.then(() => {
      running = null;
      environment.log.info('demo Redis ended');
    });
    return server;
  }

  function startAsJob(): Promise<RunningRedis> {
    return new Promise((resolve, reject) => {
      const { finished } = jobs.run(
        'Demo Redis',
        async ({ signal, report }) => {
          try {
            const server = await start(AbortSignal.any([signal, closing.signal]), report);
            resolve(server);
            if (await demoKeysSeeded(server.url)) return;
            await seedDemoKeys({ environment, redisUrl: server.url }, { signal, report });
            onSeeded();
          } catch (error) {
            reject(error);
            throw error;
          }
        },
        { canCancel: true },
      );
      // A job that was cancelled before it began to start has neither resolved nor rejected.
      void finished.then(() => reject(new AppError('aborted', 'The demo Redis was cancelled')));
    });
  }

  return {
    address: async () => {
      if (closing.signal.aborted) throw new AppError('aborted', 'The project is closed');
      if (!running) {
        const starting = startAsJob();
        running = starting;
        starting.catch(() => {
          if (running === starting) running = null;
        });
      }
      return (await running).url;
    },
    close: async () => {
      closing.abort();
      const server = await running?.catch(() => null);
      await server?.stop();
    },
  };
}
