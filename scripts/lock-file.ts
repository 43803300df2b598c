import { readFile } from 'node:fs/promises';

interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly gypfile?: boolean;
}

interface LockFile {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

/** Packages whose parts must be of one version: mixed ones compile and then misbehave. */
const sameVersion = ['@mantine/', '@orpc/'];

/** What is wrong with the lock file, one line each; empty when nothing is. */
export async function lockFileProblems(path: string): Promise<readonly string[]> {
  // Written by npm; a file of another shape fails below with the name that is missing.
  const lock = JSON.parse(await readFile(path, 'utf8')) as LockFile;
  const problems: string[] = [];

  // npm 10 and 11 forget the published `gypfile: false` once a lock file is there and then run node-gyp, which needs
  // Python and a compiler for a package that brings its binaries along (npm/cli#9837).
  if (lock.packages['node_modules/better-sqlite3']?.gypfile !== false) {
    problems.push(
      'package-lock.json: the entry node_modules/better-sqlite3 needs "gypfile": false (npm drops it when it writes the file)',
    );
  }
  for (const [name, entry] of Object.entries(lock.packages)) {
    // An address pins everybody to one registry; without it npm asks the one it is set to.
    if (entry.resolved?.startsWith('http')) {
      problems.push(
        `package-lock.json: ${name} names its address (npm install --omit-lockfile-registry-resolved leaves it out)`,
      );
    }
  }
  for (const scope of sameVersion) {
    const versions = new Set(
      Object.entries(lock.packages)
        .filter(([name]) => name.includes(`node_modules/${scope}`))
        .map(([, entry]) => entry.version),
    );
    if (versions.size > 1)
      problems.push(`package-lock.json: ${scope}* has several versions: ${[...versions].join(', ')}`);
  }
  return problems;
}
