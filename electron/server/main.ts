import { endInTime } from '../host/launch/end-in-time.ts';
import { parseOptions } from '../host/launch/options.ts';
import { StartRefused } from '../host/launch/start-refused.ts';
import { run, type Started } from './run.ts';

const refusedExitCode = 2;

const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function main(): Promise<void> {
  const parsed = parseOptions(process.argv.slice(2));
  if (parsed.kind === 'help') {
    process.stdout.write(parsed.text);
    return;
  }
  if (parsed.kind === 'refused') return refuse(parsed.message);
  // From the first moment: Ctrl-C while it starts must stop what was started so far.
  const asked = whenAskedToEnd();
  let started: Started;
  try {
    started = await run(parsed.options, {
      address: (line) => void process.stdout.write(`${line}\n`),
      note: (line) => void process.stderr.write(`${line}\n`),
    });
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    return refuse(error.message);
  }
  if (started.kind === 'handedOver') process.exit(0);
  endOnBug(started);
  await Promise.race([asked, started.windowClosed]);
  await endInTime(started, (code) => process.exit(code));
}

/** After an error nobody caught, no state can be trusted: it is logged, and the process ends. */
function endOnBug(running: Extract<Started, { kind: 'running' }>): void {
  process.on('uncaughtException', (error) => {
    running.abandon('uncaught error', error);
    process.stderr.write(`Storeroom ended on an unexpected error: ${error.message}\n`);
    process.exit(1);
  });
}

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(refusedExitCode);
}

/** Once asked, further signals change nothing: closing has a time limit of its own. */
function whenAskedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of endSignals) process.on(signal, () => resolve());
  });
}

// Whoever read our lines may be gone (`npm start | head`); that is no reason to end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
await main();
