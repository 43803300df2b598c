import type { DraftContent, DraftSummary } from '../../../shared/contract/changes.ts';
import { countStaged, onlyModels, toChangeSets } from '../../../shared/domain/staged-edits.ts';
import { type DraftSaving, draftText, parseDraft } from '../../../shared/domain/staged-edits-draft.ts';
import { afterSave } from '../../../shared/domain/staged-edits-saved.ts';
import { ConnectionLost, type HostClient, toAppError } from '../../host/index.ts';
import { callSize, maxCallBytes } from './call-size.ts';
import { acquireOwner } from './draft-owner.ts';
import { findOutcome, type JournalReader } from './save-outcome.ts';
import type { StagedStore } from './staged-store.ts';

/** Edits are on disk at most this long after they were made, and as long as writing takes. */
const pauseMs = 200;
const retryMs = 5000;
/** As the contract limits it. */
const maxDraftLength = 7_000_000;

export type Restored =
  /** `savedBefore`: storages that had written their part when the window ended. */
  | { readonly kind: 'restored'; readonly count: number; readonly savedBefore: readonly string[] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unreadable'; readonly reason: string };

export interface DraftKeeper {
  /** Drafts whose windows are gone, the newest first. */
  abandoned(): Promise<readonly DraftSummary[]>;
  /** Takes an abandoned draft over: its edits are staged here, beside what is. */
  restore(draft: string): Promise<Restored>;
  discard(draft: string): Promise<void>;
  noteSaving(saving: DraftSaving | null): Promise<void>;
  /** Writes what is not written yet, without waiting: the page may end. */
  flush(): void;
  stop(): void;
}

/** The host's calls about the drafts of one project. */
export interface DraftCalls {
  list(owner: string): Promise<readonly DraftSummary[]>;
  apply(owner: string, content: DraftContent | null): Promise<void>;
  get(owner: string): Promise<DraftContent | null>;
  start(owner: string, draft: string): Promise<DraftContent>;
  cancel(draft: string): Promise<void>;
  watch(owner: string, signal: AbortSignal): Promise<AsyncIterable<{ readonly isTaken: boolean }>>;
}

export function draftCalls({ changes: { drafts } }: HostClient, project: string): DraftCalls {
  return {
    list: (owner) => drafts.list({ project, owner }),
    apply: (owner, content) => drafts.apply({ project, owner, content }),
    get: (owner) => drafts.get({ project, owner }),
    start: (owner, draft) => drafts.start({ project, owner, draft }),
    cancel: (draft) => drafts.cancel({ project, draft }),
    watch: (owner, signal) => drafts.watch({ project, owner }, { signal }),
  };
}

export interface DraftKeeperOptions {
  readonly calls: DraftCalls;
  readonly journal: JournalReader;
  readonly project: string;
  readonly store: StagedStore;
  /** Of this browser tab: kept over a reload. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** The own draft of before a reload has been looked for. */
  readonly onStart: (restored: Restored) => void;
}

/**
 * Keeps the staged edits of this window on disk, under an owner that outlives a reload, and brings them back. Nothing is
 * written before the own draft was read: it would be lost.
 */
export function keepDrafts(options: DraftKeeperOptions): DraftKeeper {
  const { calls, journal, project, store, storage, onStart } = options;
  const ended = new AbortController();
  let owner: string | null = null;
  let isLoaded = false;
  let saving: DraftSaving | null = null;
  /** What stands on disk: tables, and the note about saving. */
  let written: readonly [unknown, unknown] = [store.get().edits.tables, null];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> | null = null;
  const ready = Promise.withResolvers<void>();

  const isWritten = () => written[0] === store.get().edits.tables && written[1] === saving;

  function content(): DraftContent | null {
    const { edits } = store.get();
    const { inserted, updated, deleted, total } = countStaged(edits);
    return total === 0 ? null : { value: draftText(edits, saving), inserted, updated, deleted };
  }

  async function write(): Promise<void> {
    clearTimeout(timer);
    clearTimeout(retry);
    timer = undefined;
    if (owner === null || !isLoaded || isWritten()) return;
    const draft = content();
    const tried: readonly [unknown, unknown] = [store.get().edits.tables, saving];
    if (draft !== null && (draft.value.length > maxDraftLength || callSize(draft.value) > maxCallBytes)) {
      written = tried;
      store.setDraftTrouble('Too much is staged to be kept on disk: save before closing this window');
      return;
    }
    try {
      await calls.apply(owner, draft);
      written = tried;
      store.setDraftTrouble(null);
    } catch (error) {
      written = tried;
      // A new connection writes everything again.
      if (ended.signal.aborted || error instanceof ConnectionLost) return;
      store.setDraftTrouble(`Staged edits can’t be kept on disk: ${toAppError(error).message}`);
      retry = setTimeout(() => {
        written = [null, null];
        schedule();
      }, retryMs);
    }
  }

  /** One after the other: an older draft must not come after a newer one. */
  async function writeAll(): Promise<void> {
    while (writing) await writing;
    writing = write().finally(() => {
      writing = null;
      if (!ended.signal.aborted && !isWritten()) schedule();
    });
    await writing;
  }

  function schedule(): void {
    if (isLoaded && !isWritten()) timer ??= setTimeout(() => void writeAll(), pauseMs);
  }

  /** Edits that were being written when their window ended are looked up in the journal. */
  async function adopt(draft: DraftContent): Promise<Restored> {
    const parsed = parseDraft(draft.value);
    if (parsed.kind === 'unreadable') return parsed;
    const { edits } = parsed;
    const under = parsed.saving;
    const sent = under === null ? edits.tables : onlyModels(edits.tables, under.storage, under.models);
    const set = under === null ? undefined : toChangeSets({ tables: sent }).get(under.storage);
    if (under !== null && set !== undefined) {
      const outcome = await findOutcome(journal, under.storage, set, under.newestEntry);
      if (outcome.kind === 'saved') {
        const rest = afterSave(edits, sent, under.storage, outcome.rows);
        store.adopt(rest);
        return { kind: 'restored', count: countStaged(rest).total, savedBefore: [under.storage] };
      }
    }
    store.adopt(edits);
    return { kind: 'restored', count: countStaged(edits).total, savedBefore: [] };
  }

  function started(restored: Restored): void {
    isLoaded = true;
    onStart(restored);
    ready.resolve();
  }

  async function load(): Promise<void> {
    if (owner === null || isLoaded) return;
    const draft = await calls.get(owner);
    if (ended.signal.aborted) return;
    const restored = draft === null ? ({ kind: 'nothing' } as const) : await adopt(draft);
    if (restored.kind === 'unreadable') {
      // It must not be overwritten: this window goes on under another name, and the draft stays among the abandoned ones.
      lease.changeOwner();
      return;
    }
    started(restored);
    schedule();
  }

  const lease = acquireOwner({
    project,
    storage,
    signal: ended.signal,
    watch: calls.watch,
    async onOwned(name, isAnother) {
      owner = name;
      // After a connection was lost, the host may be another one that has never heard of this window.
      if (isLoaded) written = [null, null];
      if (isAnother && !isLoaded) started({ kind: 'nothing' });
      await load();
      schedule();
    },
    onTrouble: (error) => store.setDraftTrouble(`Staged edits can’t be kept on disk: ${toAppError(error).message}`),
  });

  const unsubscribe = store.subscribe(schedule);
  return {
    async abandoned() {
      await ready.promise;
      return owner === null ? [] : calls.list(owner);
    },
    async restore(draft) {
      // Under a name of its own until what is staged here and what it held stand together in this window's draft.
      const taker = crypto.randomUUID();
      const taken = await calls.start(taker, draft);
      const restored = await adopt(taken);
      if (restored.kind === 'unreadable') return restored;
      await writeAll();
      if (isWritten() && store.get().draftTrouble === null) {
        await calls.cancel(taker);
      }
      return restored;
    },
    discard: (draft) => calls.cancel(draft),
    async noteSaving(next) {
      saving = next;
      await writeAll();
    },
    flush() {
      if (timer !== undefined || !isWritten()) void write();
    },
    stop() {
      unsubscribe();
      clearTimeout(timer);
      clearTimeout(retry);
      ended.abort();
    },
  };
}
