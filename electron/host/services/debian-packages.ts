import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { findProgram, programFolders } from './find-program.ts';
import { runProgram } from './run-program.ts';
import { userCacheDirectory } from './user-cache.ts';

/** What a long preparation tells about itself. `total` is `null` while the amount is not known. */
export type ReportProgress = (progress: {
  readonly step: string;
  readonly done: number;
  readonly total: number | null;
}) => void;

export interface DebianPackagesRequest {
  /** Packages as `apt-get install` takes them; what they depend on and the system lacks comes with them. */
  readonly packages: readonly string[];
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
  /** Holds the unpacked packages and the lists. Default: the user's cache. */
  readonly cacheDirectory?: string;
  /** What counts as installed. Default: the system's own. */
  readonly statusFile?: string;
}

const silenceMs = 30_000;

/** apt with state and caches of its own: needs no root and leaves the system's lists alone. */
async function aptOptions(state: string, statusFile: string): Promise<string[]> {
  await mkdir(join(state, 'lists', 'partial'), { recursive: true });
  await mkdir(join(state, 'cache', 'archives', 'partial'), { recursive: true });
  const settings = {
    'Dir::State': state,
    'Dir::State::status': statusFile,
    'Dir::Cache': join(state, 'cache'),
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
    'Acquire::http::Timeout': '20',
    'Acquire::https::Timeout': '20',
    // As root apt would fetch as the user _apt, who can't write into a private folder.
    'APT::Sandbox::User': '',
    'APT::Install-Recommends': 'false',
    'Debug::NoLocking': 'true',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** The system and release, so that an upgraded system fetches anew. */
async function releaseName(): Promise<string> {
  const fields = new Map(
    (await readFile('/etc/os-release', 'utf8')).split('\n').map((line) => {
      const [name = '', value = ''] = line.split('=');
      return [name, value.replace(/"/g, '')];
    }),
  );
  return [fields.get('ID') ?? 'linux', fields.get('VERSION_ID') ?? 'rolling', process.arch].join('-');
}

/** Whether this system has the tools, so that a caller can advise otherwise. */
export async function hasDebianPackages(): Promise<boolean> {
  const programs = await Promise.all([findProgram(['apt-get']), findProgram(['dpkg'])]);
  return programs.every((program) => program !== null);
}

/**
 * Fetches packages of the distribution and unpacks them into the user's cache, without root and without installing
 * anything. Done once per set of packages and release; a second call returns at once.
 *
 * @returns the folder that stands for `/`.
 * @throws AppError `aborted`, `timeout`; Error with apt's own words.
 */
export async function unpackDebianPackages(request: DebianPackagesRequest): Promise<string> {
  const { packages, signal, report } = request;
  const cache = join(request.cacheDirectory ?? userCacheDirectory(), 'packages', await releaseName());
  const digest = createHash('sha256').update(packages.join('\n')).digest('hex').slice(0, 8);
  const root = join(cache, `${packages[0]}-${digest}`);
  if (await isDirectory(root)) return root;

  await mkdir(cache, { recursive: true });
  // Beside the result, so that the last step is a rename: an interrupted download is never taken for a whole one.
  const work = await mkdtemp(join(cache, '.fetch-'));
  try {
    const options = await aptOptions(join(work, 'apt'), request.statusFile ?? '/var/lib/dpkg/status');
    // dpkg looks for tar on the path, which may be a narrow one.
    const path = programFolders().join(delimiter);
    const environment = { ...process.env, PATH: path, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
    const program = { signal, environment, silenceMs };
    report({ step: `Reading the package lists for ${packages[0]}`, done: 0, total: null });
    await runProgram('apt-get', [...options, 'update'], program);
    const plan = await runProgram('apt-get', [...options, 'install', '--simulate', ...packages], program);
    const planned = [...plan.matchAll(/^Inst (\S+) (?:\[\S+\] )?\((\S+) /gm)].map(
      ([, name, version]) => `${name}=${version}`,
    );
    const isPlanned = (name: string) => planned.some((entry) => entry.startsWith(`${name}=`));
    // What the system has already is fetched too: a program may be a link into one of the named packages.
    const wanted = [...planned, ...packages.filter((name) => !isPlanned(name))];
    const archives = join(work, 'archives');
    await mkdir(archives);
    let fetched = 0;
    await runProgram('apt-get', [...options, 'download', ...wanted], {
      ...program,
      workingDirectory: archives,
      onLine: (line) => {
        if (line.startsWith('Get:')) report({ step: `Fetching ${packages[0]}`, done: fetched++, total: wanted.length });
      },
    });
    report({ step: `Unpacking ${packages[0]}`, done: wanted.length, total: wanted.length });
    const unpacked = join(work, 'root');
    for (const archive of await readdir(archives)) {
      await runProgram('dpkg', ['-x', join(archives, archive), unpacked], program);
    }
    await rename(unpacked, root).catch(async (error: unknown) => {
      // Another process was faster with the same packages: its result is as good.
      if (!(await isDirectory(root))) throw error;
    });
    return root;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Environment for a program of an unpacked root: its libraries are found there first. */
export async function unpackedEnvironment(root: string): Promise<NodeJS.ProcessEnv> {
  const folders: string[] = [];
  for (const folder of ['usr/lib', 'lib']) {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    const triplets = entries.filter((entry) => entry.isDirectory() && entry.name.includes('-linux-gnu'));
    folders.push(join(root, folder), ...triplets.map((entry) => join(root, folder, entry.name)));
  }
  const inherited = process.env.LD_LIBRARY_PATH;
  return { ...process.env, LD_LIBRARY_PATH: [...folders, ...(inherited ? [inherited] : [])].join(':') };
}
