import { spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { homePageOf } from './home-page.ts';
import { applicationBytes, inMegabytes, packedResources, sizeBudgetBytes } from './package-size.ts';
import { inRepository, repository } from './repository.ts';

// `npm run package` builds and packs for the system it runs on: sharp's and SQLite's binaries are installed for that one
// only. What follows `--` goes to electron-builder: `npm run package -- --dir` leaves out the installers.

const systems: Readonly<Partial<Record<NodeJS.Platform, string>>> = { linux: 'linux', win32: 'win', darwin: 'mac' };
const output = inRepository('dist/package');

function run(script: string, ...parameters: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [inRepository(script), ...parameters], {
    stdio: 'inherit',
    cwd: repository,
  });
  if (status !== 0) process.exit(status ?? 1);
}

async function homePage(): Promise<string | null> {
  // npm keeps to this form.
  const manifest = JSON.parse(await readFile(inRepository('package.json'), 'utf8')) as { readonly homepage?: string };
  if (manifest.homepage !== undefined) return manifest.homepage;
  const { stdout } = spawnSync('git', ['remote', 'get-url', 'origin'], { cwd: repository, encoding: 'utf8' });
  return homePageOf((stdout ?? '').trim());
}

/** The system and its packages, unless the command line names them. */
async function targets(given: readonly string[]): Promise<readonly string[]> {
  if (given.some((parameter) => /^(--(linux|win|windows|mac|macos)|-[lwmo])$/.test(parameter))) return [];
  const system = systems[process.platform];
  if (system === undefined) throw new Error(`Nothing is packed on ${process.platform}: Linux, Windows and macOS are`);
  if (system !== 'linux' || given.includes('--dir') || (await homePage()) !== null) return [`--${system}`];
  console.log('No .deb is made: it names a home page, and neither package.json nor the git remote "origin" has one');
  return ['--linux', 'AppImage'];
}

const given = process.argv.slice(2);
const page = await homePage();
run('scripts/build.ts');
await rm(output, { recursive: true, force: true });
run(
  'node_modules/electron-builder/cli.js',
  ...(await targets(given)),
  ...['--publish', 'never'],
  ...(page === null ? [] : [`-c.extraMetadata.homepage=${page}`]),
  ...given,
);

for (const resources of await packedResources(output)) {
  const bytes = await applicationBytes(resources);
  console.log(`  ${inMegabytes(bytes)} without Electron, of ${inMegabytes(sizeBudgetBytes)} at most: ${resources}`);
  if (bytes > sizeBudgetBytes) process.exitCode = 1;
}
