import type { AppError } from '../../../shared/domain/app-error.ts';
import type { ChangeSet } from '../../../shared/domain/change-set.ts';
import type { StagedEdits } from '../../../shared/domain/staged-edits.ts';
import { toChangeSets } from '../../../shared/domain/staged-edits.ts';
import { type HostClient, toAppError } from '../../host/index.ts';
import { callSize, maxCallBytes } from './call-size.ts';
import type { StagedStore } from './staged-store.ts';

type Described = Awaited<ReturnType<HostClient['changes']['describe']>>;

/** Asks the host what saving would do, without writing. */
export type Describe = (storage: string, set: ChangeSet, signal: AbortSignal) => Promise<Described>;

const quietMs = 300;

export interface StagedChecker {
  /** Resolves when what is staged now has been looked at. */
  settled(): Promise<void>;
  stop(): void;
}

/**
 * Looks at the staged edits of each storage a moment after they change: what stands in the way of saving is known before
 * anyone saves. A look that became useless is given up; slow ones make the pause longer.
 */
export function watchStaged(store: StagedStore, describe: Describe): StagedChecker {
  const seen = new Map<string, string>();
  const names = new WeakMap<object, number>();
  let lastName = 0;
  let last: readonly unknown[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | null = null;
  let pauseMs = quietMs;
  let waiting: (() => void)[] = [];

  /** Changes when any table of the storage does: tables are values. */
  function stampOf(tables: StagedEdits['tables'], storage: string): string {
    const stamp: number[] = [];
    for (const table of tables.values()) {
      if (table.storage !== storage) continue;
      const name = names.get(table) ?? ++lastName;
      names.set(table, name);
      stamp.push(name);
    }
    return stamp.join();
  }

  function pending(): readonly string[] {
    const { tables } = store.get().edits;
    const storages = new Set([...tables.values()].map((table) => table.storage));
    for (const storage of seen.keys()) if (!storages.has(storage)) seen.delete(storage);
    return [...storages].filter((storage) => seen.get(storage) !== stampOf(tables, storage));
  }

  function settle(): void {
    const done = waiting;
    waiting = [];
    for (const resolve of done) resolve();
  }

  function onChange(): void {
    const { edits, isSaving } = store.get();
    if (last[0] === edits.tables && last[1] === isSaving) return;
    last = [edits.tables, isSaving];
    if (!isSaving) schedule();
  }

  function schedule(): void {
    running?.abort();
    running = null;
    clearTimeout(timer);
    timer = undefined;
    if (pending().length === 0) settle();
    else timer = setTimeout(() => void look(), pauseMs);
  }

  async function look(): Promise<void> {
    timer = undefined;
    const { tables } = store.get().edits;
    const mine = new AbortController();
    running = mine;
    const begun = performance.now();
    for (const storage of pending()) {
      const stamp = stampOf(tables, storage);
      const set = toChangeSets({ tables }).get(storage) ?? [];
      const answer = await ask(storage, set, mine.signal);
      if (mine.signal.aborted) return;
      seen.set(storage, stamp);
      const { statements, problems, error } = answer;
      // What must be saved apart is: it stands in nobody's way.
      const inTheWay = problems.filter((problem) => problem.kind !== 'invalid' || problem.code !== 'apart');
      store.checked(storage, { tables, statements, error }, inTheWay);
    }
    running = null;
    pauseMs = Math.max(quietMs, Math.min(10_000, 3 * (performance.now() - begun)));
    if (!store.get().isSaving) schedule();
  }

  async function ask(
    storage: string,
    set: ChangeSet,
    signal: AbortSignal,
  ): Promise<Described & { readonly error: AppError | null }> {
    // Saving says what is too much; looking at it would end the connection.
    if (callSize(set) > maxCallBytes) return { statements: [], problems: [], error: null };
    try {
      return { ...(await describe(storage, set, signal)), error: null };
    } catch (error) {
      return { statements: [], problems: [], error: toAppError(error) };
    }
  }

  const unsubscribe = store.subscribe(onChange);
  onChange();
  return {
    settled() {
      if (!running && timer === undefined && pending().length === 0) return Promise.resolve();
      return new Promise((resolve) => {
        waiting.push(resolve);
      });
    },
    stop() {
      unsubscribe();
      clearTimeout(timer);
      running?.abort();
      settle();
    },
  };
}
