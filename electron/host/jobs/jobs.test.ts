import { pino } from 'pino';
import { expect, test } from 'vitest';
import { AppError } from '../../../shared/domain/app-error.ts';
import { Jobs } from './jobs.ts';

function makeJobs(): { jobs: Jobs; lines: string[] } {
  const lines: string[] = [];
  return { jobs: new Jobs(pino({ base: null }, { write: (line: string) => lines.push(line) })), lines };
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('shows a job from its start to its end with what it reports', async () => {
  const { jobs } = makeJobs();
  const states: string[] = [];
  jobs.onChange(() =>
    states.push(
      jobs
        .list()
        .map(({ state, step, done, total }) => `${state} ${step} ${done}/${total}`)
        .join(),
    ),
  );
  const { finished } = jobs.run(
    'Count',
    async ({ report }) => {
      await Promise.resolve();
      report({ step: 'Counting', done: 1, total: 2 });
      report({ done: 2 });
    },
    { canCancel: false },
  );
  expect(await finished).toMatchObject({ title: 'Count', state: 'done', step: '', done: 2, total: 2, message: '' });
  expect(states).toEqual(['running  0/null', 'running Counting 1/2', 'running Counting 2/2', 'done  2/2']);
});

test('cancels what can be cancelled and refuses the rest', async () => {
  const { jobs } = makeJobs();
  const firm = jobs.run('Firm', ({ signal }) => untilAborted(signal), { canCancel: false });
  const loose = jobs.run('Loose', ({ signal }) => untilAborted(signal), { canCancel: true });
  expect(() => jobs.cancel(firm.id)).toThrow("Firm can't be cancelled");
  expect(() => jobs.cancel('no such job')).toThrow('No such job');
  jobs.cancel(loose.id);
  expect((await loose.finished).state).toBe('cancelled');
  jobs.stop(firm.id);
  expect((await firm.finished).state).toBe('cancelled');
});

test('tells a failure a person can meet, and only refers to one that is a bug', async () => {
  const { jobs, lines } = makeJobs();
  const known = jobs.run('A', () => Promise.reject(new AppError('connection', 'No answer.', { advice: 'Start it.' })), {
    canCancel: false,
  });
  const bug = jobs.run('B', () => Promise.reject(new Error('x is undefined')), { canCancel: false });
  expect(await known.finished).toMatchObject({ state: 'failed', message: 'No answer. Start it.' });
  const { message } = await bug.finished;
  expect(message).not.toContain('undefined');
  const reference = /under (\w{8})\./.exec(message)?.[1] ?? 'none';
  expect(lines.find((line) => line.includes(reference))).toContain('x is undefined');
});

test('forgets jobs that ended long ago and keeps those that run', async () => {
  const { jobs } = makeJobs();
  const long = jobs.run('Long', ({ signal }) => untilAborted(signal), { canCancel: true });
  for (let index = 0; index < 30; index++)
    await jobs.run(`Short ${index}`, () => Promise.resolve(), { canCancel: false }).finished;
  const titles = jobs.list().map(({ title }) => title);
  expect(titles[0]).toBe('Long');
  expect(titles).toHaveLength(21);
  expect(titles.at(-1)).toBe('Short 29');
  await jobs.close();
  expect((await long.finished).state).toBe('cancelled');
});
