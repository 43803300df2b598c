import { join } from 'node:path';
import type { RowChange } from '../shared/domain/change-set.ts';
import { connectTo } from '../test/e2e/client.ts';
import { compare, median, timed } from './measure.ts';
import { atMost, compared, type Measured, milliseconds } from './result.ts';
import { startApp } from './running-app.ts';

export const saveRounds = { rounds: 25, warmUp: 5 };

export interface SavedProject {
  /** What Storeroom is started with, and a folder for its data. */
  readonly target: string;
  readonly scratch: string;
  /** Changes of a value of each edited row. */
  edits(from: string, to: string): readonly RowChange[];
  /** The same statements without anything around them. */
  readonly bare: { update(to: string): unknown };
}

/** Saves and undos through client, host, journal and storage, against the bare driver. */
export async function savesThroughTheApp(name: string, project: SavedProject): Promise<readonly Measured[]> {
  const { target, scratch, edits, bare } = project;
  await using app = await startApp(join(scratch, 'data'), target);
  using client = await connectTo(app);
  const { calls } = client;
  const [opened] = await calls.projects.list();
  const [storage] = opened ? (await calls.projects.get({ project: opened.id })).storages : [];
  if (!opened || !storage) throw new Error('Storeroom opened no project');
  const address = { project: opened.id, storage: storage.id };
  await untilReady(() => calls.models.list(address));
  const undoTimes: number[] = [];
  const saveTimes: number[] = [];
  const times = await compare({
    ...saveRounds,
    ours: async (round) => {
      const changes = edits('as it was', `round ${round}`);
      let entry: string | null = null;
      const took = await timed(async () => {
        const result = await calls.changes.apply({ ...address, changes: [...changes] });
        if (result.kind !== 'saved' || result.rows.length !== changes.length) throw new Error('The save was refused');
        entry = result.entry;
      });
      const undo = await timed(async () => {
        if (entry === null) throw new Error('The save has no entry');
        const result = await calls.changes.undo({ project: opened.id, entry, resolutions: [] });
        if (result.kind !== 'saved') throw new Error('The save could not be taken back');
      });
      if (round >= saveRounds.warmUp) {
        saveTimes.push(took);
        undoTimes.push(undo);
      }
      return took;
    },
    reference: (round) => timed(() => bare.update(`round ${round}`)),
  });
  const [undo, save] = [median(undoTimes), median(saveTimes)];
  return [
    compared(`save ÷ bare driver, ${name}`, times, 3),
    {
      name: `undo ÷ save, ${name}`,
      ours: milliseconds(undo),
      reference: milliseconds(save),
      ratio: undo / save,
      goal: atMost(undo / save, 1.5),
    },
  ];
}

/** The storage is opened after the window's first call. */
async function untilReady(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt >= 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
