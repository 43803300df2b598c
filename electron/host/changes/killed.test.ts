import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { call } from '@orpc/server';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ChangeSet } from '../../../shared/domain/change-set.ts';
import { router } from '../api/router.ts';
import { type KilledHostRequest, type KillStep, killSteps } from './testing/killed-host-steps.ts';
import { contentsOf, makeShop, openShop, type ShopPlace } from './testing/shop-host.ts';

/** A host in a process of its own. `ask` resolves with `null` when the process was killed instead of answering. */
async function startChild({ data, folder }: ShopPlace) {
  const script = fileURLToPath(new URL('./testing/killed-host.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [script, data, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  if (!child.stdin || !child.stdout) throw new Error('Both are pipes');
  const { stdin } = child;
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const line = await lines.next();
    return line.done ? null : line.value;
  };
  expect(await next()).toBe('ready');
  return {
    ask: async (request: KilledHostRequest): Promise<unknown> => {
      stdin.write(`${JSON.stringify(request)}\n`);
      const line = await next();
      if (line !== null) return JSON.parse(line);
      expect((await exited)[1]).toBe('SIGKILL');
      return null;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Of each kind one; deleting album 1 takes two photos along. */
const changes: ChangeSet = [
  {
    kind: 'update',
    id: 'edit-1',
    model: 'album',
    key: [2n],
    fields: [
      {
        field: 'title',
        value: { kind: 'cell', cell: 'Changed' },
        base: { kind: 'cell', cell: 'Second' },
      },
    ],
  },
  { kind: 'delete', id: 'edit-2', model: 'album', key: [1n], base: [] },
  {
    kind: 'insert',
    id: 'new-3',
    model: 'album',
    fields: [{ field: 'title', value: { kind: 'cell', cell: 'New' } }],
  },
];

function apply(set: ChangeSet, killAt: KillStep | null): KilledHostRequest {
  const text = JSON.stringify(set, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));
  return { kind: 'apply', storage: 'main', changes: text, killAt };
}

const isInStore: Readonly<Record<KillStep, boolean>> = {
  'before the entry is written': false,
  'while the entry is being written': false,
  'after the entry is written': false,
  'after the commit': true,
  'after the entry is closed': true,
};

describe('a process that is killed', () => {
  test.each(killSteps)('%s leaves a journal that tells the truth', async (step) => {
    const place = await makeShop();
    const before = contentsOf(place);
    const child = await startChild(place);
    expect(await child.ask(apply(changes, step))).toBeNull();

    const next = await openShop(place);
    const entries = await next.settled();
    const isSaved = isInStore[step];
    expect(entries.filter(({ state }) => state === 'saved')).toHaveLength(isSaved ? 1 : 0);
    expect(entries.filter(({ state }) => state === 'unknown')).toEqual([]);
    const after = contentsOf(place);
    if (!isSaved) {
      expect(after).toEqual(before);
      return;
    }
    expect(after).not.toEqual(before);
    expect(await next.undo(entries[0]?.id ?? '')).toMatchObject({ kind: 'saved' });
    expect(contentsOf(place)).toEqual(before);
  });

  test.each(killSteps)('%s of an undo leaves a journal that tells the truth', async (step) => {
    const place = await makeShop();
    const before = contentsOf(place);
    const child = await startChild(place);
    expect(await child.ask(apply(changes, null))).toMatchObject({ kind: 'saved', entry: '1' });
    const after = contentsOf(place);
    expect(await child.ask({ kind: 'undo', entry: '1', killAt: step })).toBeNull();

    const next = await openShop(place);
    const entries = await next.settled();
    const isUndone = isInStore[step];
    const first = entries.find(({ id }) => id === '1');
    expect(first?.undoneBy !== null).toBe(isUndone);
    expect(contentsOf(place)).toEqual(isUndone ? before : after);
    // Either way the other state can be reached.
    await next.undo(isUndone ? (first?.undoneBy ?? '') : '1');
    expect(contentsOf(place)).toEqual(isUndone ? after : before);
  });

  test('at any moment of many saves leaves a journal that tells the truth', async () => {
    const place = await makeShop();
    const before = contentsOf(place);
    const rounds = 4;
    for (let round = 0; round < rounds; round++) {
      const child = await startChild(place);
      const save = (index: number) =>
        child.ask(
          apply(
            [
              {
                kind: 'insert',
                id: 'new-1',
                model: 'album',
                fields: [{ field: 'title', value: { kind: 'cell', cell: `round ${round}, save ${index}` } }],
              },
            ],
            null,
          ),
        );
      expect(await save(0)).toMatchObject({ kind: 'saved' });
      const underWay = Promise.withResolvers<void>();
      const saves = (async () => {
        for (let index = 1; (await save(index)) !== null; index++) underWay.resolve();
      })();
      await underWay.promise;
      await new Promise((resolve) => setTimeout(resolve, 3 + round * 11));
      await child.kill();
      await saves;
    }
    const next = await openShop(place);
    const entries = (await next.settled()).filter(({ state }) => state === 'saved');
    const found = contentsOf(place);
    expect(found.albums).toHaveLength(3 + entries.length);
    expect(entries.length).toBeGreaterThanOrEqual(2 * rounds);
    for (const { id } of entries) await next.undo(id);
    expect(contentsOf(place)).toEqual(before);
    // Four starts of a host from its sources, and a restart: most of it is starting.
  }, 60_000);

  test('with staged edits has them for the next window', async () => {
    const place = await makeShop();
    const owner = '1'.repeat(36);
    const child = await startChild(place);
    await child.ask({ kind: 'draft', owner, value: 'first' });
    await child.ask({ kind: 'draft', owner, value: 'the staged edits' });
    await child.kill();
    const { context, project } = await openShop(place);
    const other = { project, owner: '2'.repeat(36) };
    const drafts = await call(router.changes.drafts.list, other, { context });
    expect(drafts).toMatchObject([{ draft: owner, updated: 1 }]);
    const content = await call(router.changes.drafts.start, { ...other, draft: owner }, { context });
    expect(content.value).toBe('the staged edits');
  });
});
