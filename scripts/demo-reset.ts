import { rm } from 'node:fs/promises';
import { resetDemo } from '../electron/host/demo/demo.ts';
import { parseOptions } from '../electron/host/launch/options.ts';
import { defaultDataDirectory } from '../electron/host/launch/places.ts';
import { takeDataFolder } from '../electron/host/local-state/data-lock.ts';
import { demoDirectory } from '../electron/host/projects/demo-project.ts';
import { demoRedisDirectory } from '../electron/host/projects/demo-redis.ts';

// Takes the demo project back to its first state: the next start makes it anew from the cache.

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

const parsed = parseOptions(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
if (parsed.kind === 'help') {
  console.log('Usage: npm run demo:reset -- [--data DIR]');
  process.exit(0);
}
if (parsed.kind === 'refused') refuse(parsed.message);
const dataDirectory = parsed.options.dataDirectory ?? defaultDataDirectory();

const attempt = takeDataFolder(dataDirectory);
if (attempt.kind === 'held') {
  const who = attempt.holder === null ? 'A running Storeroom' : `Storeroom (process ${attempt.holder.pid})`;
  refuse(`${who} uses ${dataDirectory}; end it first`);
}
try {
  await resetDemo(demoDirectory(dataDirectory));
  await rm(demoRedisDirectory(dataDirectory), { recursive: true, force: true });
  console.log(`The demo project in ${dataDirectory} is reset`);
} finally {
  attempt.lock.release();
}
