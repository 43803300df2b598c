import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { connectTo } from './client.ts';
import { type AppRequest, type RunningApp, startApp } from './harness.ts';

const start = fileURLToPath(new URL('../../scripts/start.ts', import.meta.url));

/** Runs the script behind `npm start` to its end. Where sources changed since the last build, it builds first. */
function npmStart(parameters: readonly string[], directory?: string) {
  const env = { ...process.env, INIT_CWD: directory ?? process.cwd() };
  const options = { encoding: 'utf8', env, timeout: 60_000 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [start, ...parameters], options);
  return { status, stdout, stderr: stderr.replace(/^(Building .*| {2}\w+ built .*)\n/gm, '') };
}

/** An app that is stopped with the test, however that ends. */
async function startedApp(request?: AppRequest): Promise<RunningApp> {
  const app = await startApp(request);
  onTestFinished(async () => void (await app.stop()));
  return app;
}

/** Processes that work for this data folder: their command line or working files name it. */
async function processesOf(directory: string): Promise<string[]> {
  const found: string[] = [];
  for (const id of await readdir('/proc')) {
    if (!/^\d+$/.test(id)) continue;
    // A process may end while it is looked at.
    const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(directory)) found.push(command.replaceAll('\0', ' '));
  }
  return found;
}

describe('npm start', () => {
  test('prints the help and ends', () => {
    expect(npmStart(['--help'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('--read-only'),
      stderr: '',
    });
  });

  test.each([
    [['--colour'], 'Unknown option --colour; --help lists the options\n'],
    [['--port', 'http'], '--port takes a number from 0 to 65535, not "http"\n'],
  ])('refuses %j with one line and exit code 2', (parameters, stderr) => {
    expect(npmStart(parameters)).toMatchObject({ status: 2, stdout: '', stderr });
  });

  test('refuses what can never be opened with one line that names it, and exit code 2', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'letter.db'), 'Dear reader, this is no database.');
    await writeFile(join(directory, 'storeroom.json'), '{ "version": 99 }');
    for (const name of ['nothing-here', 'letter.db', 'storeroom.json']) {
      const { status, stdout, stderr } = npmStart(['--no-open', '--data', join(directory, 'data'), name], directory);
      expect({ name, status, stdout, lines: stderr.trim().split('\n') }).toEqual({
        name,
        status: 2,
        stdout: '',
        lines: [expect.stringContaining(name)],
      });
    }
  });

  test('refuses a port that is taken', async () => {
    const app = await startedApp();
    const { port } = new URL(app.origin);
    const directory = await temporaryDirectory();
    expect(npmStart(['--no-open', '--data', directory, '--port', port])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`^.*${port}.*\n$`)),
    });
  });

  test('prints exactly one line on its output, within five seconds, and ends within a second of Ctrl-C', async () => {
    const dataDirectory = await temporaryDirectory();
    const begun = performance.now();
    const child = spawn(process.execPath, [
      start,
      '--no-open',
      '--port',
      '0',
      '--token',
      'my-token',
      '--data',
      dataDirectory,
    ]);
    const output: Buffer[] = [];
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        output.push(chunk);
        resolve();
      });
    });
    expect(performance.now() - begun).toBeLessThan(5000);
    const ended = new Promise((resolve) => child.once('close', resolve));
    const stopped = performance.now();
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(performance.now() - stopped).toBeLessThan(1000);
    expect(Buffer.concat(output).toString()).toMatch(/^Storeroom: http:\/\/127\.0\.0\.1:\d+\/#token=my-token\n$/);
  });

  test('ends when the shell that npm runs it in is ended', async () => {
    const dataDirectory = await temporaryDirectory();
    const command = `"${process.execPath}" "${start}" --no-open --data "${dataDirectory}"; exit $?`;
    const env = { ...process.env, npm_lifecycle_event: 'start' };
    const shell = spawn('/bin/sh', ['-c', command], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    await once(shell.stdout, 'data');
    shell.kill('SIGTERM');
    // The pipe closes when the last process that holds it is gone: Storeroom, not the shell.
    await once(shell, 'close');
    await expect.poll(() => readdir(dataDirectory)).not.toContain('storeroom.lock');
  });

  test('a second start with the same data folder is taken over by the first', async () => {
    const app = await startedApp();
    const second = npmStart(['--no-open', '--data', app.dataDirectory]);
    expect(second).toMatchObject({ status: 0, stdout: `Storeroom: ${app.address}\n` });
  });

  test('leaves no process behind, the demo’s Redis included', async (context) => {
    if (process.platform !== 'linux') context.skip('processes are looked up in /proc, which only Linux has');
    const dataDirectory = await temporaryDirectory();
    const app = await startedApp({ dataDirectory });
    const hasRedis = async () => (await processesOf(dataDirectory)).some((command) => command.includes('redis'));
    await expect.poll(hasRedis, { timeout: 60_000 }).toBe(true);
    const { code, tookMs } = await app.stop();
    expect({ code, isQuick: tookMs < 1000 }).toEqual({ code: 0, isQuick: true });
    expect(await processesOf(dataDirectory)).toEqual([]);
  });

  test('ends within a second although a reader is stuck in a statement that can’t be cancelled', async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, 'endless.db');
    const database = new Database(file);
    database.exec(
      'CREATE VIEW endless AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS top FROM n',
    );
    database.close();
    const dataDirectory = join(directory, 'data');
    const app = await startedApp({ target: file, dataDirectory });
    using client = await connectTo(app);
    const [project] = await client.calls.projects.list();
    const query = { model: 'endless', filter: null, sort: [], search: '' };
    const leaving = new AbortController();
    const page = client.calls.rows.page(
      { project: project?.id ?? '', storage: 'endless', query, columns: ['top'], at: { kind: 'start' }, limit: 10 },
      { signal: leaving.signal },
    );
    setTimeout(() => leaving.abort(), 500);
    await expect(page).rejects.toThrow();
    // By now its thread is given up, and still counts.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const { code, tookMs } = await app.stop();
    // There is no exit code: nothing else ends a process whose thread does not return.
    expect({ code, isQuick: tookMs < 1000 }).toEqual({ code: null, isQuick: true });
    expect(await processesOf(dataDirectory)).toEqual([]);
  });
});
