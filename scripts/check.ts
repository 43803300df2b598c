import { spawn } from 'node:child_process';
import { lockFileProblems } from './lock-file.ts';
import { noticesProblems } from './notices.ts';
import { inRepository, repository } from './repository.ts';

interface Check {
  readonly name: string;
  /** What it found wrong, as text to show; empty when all is well. */
  readonly run: () => Promise<string>;
}

export interface CheckResult {
  readonly name: string;
  readonly problems: string;
  readonly tookMs: number;
}

/** Of one check; whoever needs more runs its tool. */
const shownLines = 60;

/** Runs a tool of node_modules on this Node; what it prints counts only when it fails. */
function tool(script: string, ...parameters: string[]): () => Promise<string> {
  return () =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [inRepository(`node_modules/${script}`), ...parameters], {
        cwd: repository,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const words: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => words.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => words.push(chunk));
      child.once('error', reject);
      child.once('close', (code) => {
        if (code === 0) return resolve('');
        resolve(Buffer.concat(words).toString().trim() || `ended with code ${code}`);
      });
    });
}

/** Longest first: they start at once on the cores there are. */
const checks: readonly Check[] = [
  {
    name: 'promises and unions (eslint)',
    // Without its cache: that asks whether a file has changed, and these rules ask for the types of all others too.
    run: tool('eslint/bin/eslint.js', '.'),
  },
  { name: 'types (tsc)', run: tool('typescript/bin/tsc', '-b') },
  { name: 'format and lint (biome)', run: tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.') },
  {
    name: 'layers (dependency-cruiser)',
    run: tool(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      ...['--config', '.dependency-cruiser.cjs', '--output-type', 'err'],
      ...['electron', 'shared', 'renderer', 'test', 'scripts', 'bench'],
    ),
  },
  { name: 'unused code (knip)', run: tool('knip/bin/knip.js', '--no-progress', '--treat-config-hints-as-errors') },
  {
    name: 'lock file',
    run: async () => (await lockFileProblems(inRepository('package-lock.json'))).join('\n'),
  },
  { name: 'notices and dependency list', run: async () => (await noticesProblems()).join('\n') },
];

async function runCheck(check: Check): Promise<CheckResult> {
  const begun = performance.now();
  const problems = await check.run().catch((error: unknown) => `could not run: ${error}`);
  return { name: check.name, problems, tookMs: performance.now() - begun };
}

function report({ name, problems, tookMs }: CheckResult): void {
  const mark = problems === '' ? '✓' : '✗';
  console.log(`  ${mark} ${name} ${(tookMs / 1000).toFixed(1)} s`);
  if (problems === '') return;
  const lines = problems.split('\n');
  const surplus = lines.length - shownLines;
  for (const line of lines.slice(0, shownLines)) console.log(`      ${line}`);
  console.log(surplus > 0 ? `      … and ${surplus} lines more\n` : '');
}

/** Runs every static check, two at a time, and prints one line for each that passes. */
export async function runChecks(): Promise<readonly CheckResult[]> {
  console.log('Checks');
  const waiting = [...checks];
  const results: CheckResult[] = [];
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const result = await runCheck(check);
      report(result);
      results.push(result);
    }
  };
  await Promise.all([work(), work()]);
  return results;
}

if (import.meta.main) {
  const failed = (await runChecks()).filter(({ problems }) => problems !== '');
  if (failed.length > 0) {
    console.log(`${failed.length} of ${checks.length} checks failed`);
    process.exitCode = 1;
  }
}
