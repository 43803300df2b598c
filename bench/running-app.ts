import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../dist/node/main.js', import.meta.url));
const startLimitMs = 60_000;

/** The built Storeroom in a process of its own, as a person runs it. */
export interface RunningApp extends AsyncDisposable {
  readonly origin: string;
  readonly token: string;
  readonly processId: number;
}

/** @param target a project folder or SQLite file; `null` opens the demo. */
export async function startApp(dataDirectory: string, target: string | null): Promise<RunningApp> {
  const parameters = [program, '--no-open', '--port', '0', '--data', dataDirectory];
  const child = spawn(process.execPath, target === null ? parameters : [...parameters, target], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await untilAddress(child);
  return {
    origin: address.origin,
    token: address.hash.slice('#token='.length),
    processId: child.pid ?? 0,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGINT');
      await once(child, 'exit');
    },
  };
}

async function untilAddress(child: ChildProcess): Promise<URL> {
  if (child.stdout === null) throw new Error('Storeroom was started without an output');
  const limit = setTimeout(() => child.kill('SIGKILL'), startLimitMs);
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const address = /^Storeroom: (http:\/\/127\.0\.0\.1:\d+\/#token=\S+)$/.exec(line)?.[1];
      if (address !== undefined) return new URL(address);
    }
    throw new Error(`Storeroom ended, or printed no address within ${startLimitMs} ms`);
  } finally {
    clearTimeout(limit);
  }
}
