import { setTimeout as delay } from 'node:timers/promises';
import type { DraftContent, DraftSummary } from '../../../shared/contract/changes.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { LocalState } from '../local-state/local-state.ts';

/**
 * A window that loads itself again asks for its lease a moment before the end of its old connection is noticed: only
 * one that is still there after this is another window.
 */
const reloadGraceMs = 400;

interface Lease {
  readonly project: string;
  readonly owner: string;
  /** To be called when it is let go. */
  readonly waiting: Set<() => void>;
}

/** Staged edits on disk. A window is alive while it holds the lease of its owner id, and its draft is nobody else's. */
export class Drafts {
  readonly #store: LocalState['drafts'];
  /** By project and owner. */
  readonly #leases = new Map<string, Lease>();

  constructor(store: LocalState['drafts']) {
    this.#store = store;
  }

  /** Drafts whose windows are gone, the newest first. */
  async list(project: string, owner: string): Promise<DraftSummary[]> {
    const drafts = await this.#store.list(project);
    return drafts
      .filter((draft) => draft.owner !== owner && !this.#isAlive(project, draft.owner))
      .map(({ owner: draft, savedAt, inserted, updated, deleted }) => ({ draft, savedAt, inserted, updated, deleted }));
  }

  /** @throws {AppError} `bad_request` for text that SQLite would change */
  async write(project: string, owner: string, content: DraftContent | null): Promise<void> {
    if (content === null || content.inserted + content.updated + content.deleted === 0) {
      await this.#store.remove(project, owner);
      return;
    }
    if (!content.value.isWellFormed()) throw new AppError('bad_request', 'A draft holds well-formed text only');
    await this.#store.write(project, owner, new Date().toISOString(), content);
  }

  get(project: string, owner: string): Promise<DraftContent | null> {
    return this.#store.get(project, owner);
  }

  /**
   * Takes over the draft of a window that is gone.
   * @throws {AppError} `not_found` when another window was first or its own is back, `conflict` when `owner` has a draft
   */
  async take(project: string, owner: string, draft: string): Promise<DraftContent> {
    const gone = new AppError('not_found', 'These staged edits are in another window, or gone', { subject: draft });
    if (draft !== owner && this.#isAlive(project, draft)) throw gone;
    const content = await this.#store.take(project, draft, owner);
    if (content === null) throw gone;
    if (content === 'occupied')
      throw new AppError('conflict', 'This window has staged edits of its own', {
        advice: 'Save or discard them first.',
      });
    return content;
  }

  /** @throws {AppError} `conflict` when its window is there */
  async discard(project: string, draft: string): Promise<void> {
    if (this.#isAlive(project, draft)) throw new AppError('conflict', 'These staged edits are in another window');
    await this.#store.remove(project, draft);
  }

  /** Holds the lease of an owner until the signal fires; while somebody else holds it, says so and waits for it. */
  async *lease(project: string, owner: string, signal: AbortSignal): AsyncGenerator<{ isTaken: boolean }, void, void> {
    const name = leaseName(project, owner);
    let isTold = false;
    let wake = () => {};
    const notice = () => wake();
    signal.addEventListener('abort', notice);
    try {
      while (!signal.aborted) {
        const held = this.#leases.get(name);
        if (!held) {
          const lease = { project, owner, waiting: new Set<() => void>() };
          this.#leases.set(name, lease);
          try {
            yield { isTaken: false };
            await new Promise<void>((resolve) => {
              wake = resolve;
              if (signal.aborted) resolve();
            });
            return;
          } finally {
            this.#release(lease.waiting);
          }
        }
        const released = new Promise<void>((resolve) => {
          wake = resolve;
          if (signal.aborted) resolve();
          held.waiting.add(resolve);
        });
        if (!isTold) {
          await Promise.race([released, delay(reloadGraceMs, undefined, { signal }).catch(() => undefined)]);
          if (this.#leases.has(name) && !signal.aborted) {
            isTold = true;
            yield { isTaken: true };
          }
        }
        await released;
        held.waiting.delete(wake);
      }
    } finally {
      signal.removeEventListener('abort', notice);
    }
  }

  /** The drafts of a project are kept under another path now: windows that hold leases hold them there. */
  move(from: string, to: string): void {
    for (const [name, lease] of [...this.#leases]) {
      if (lease.project !== from) continue;
      this.#leases.delete(name);
      this.#leases.set(leaseName(to, lease.owner), { ...lease, project: to });
    }
  }

  /** Whatever its name is by now: what waits for it is its own. */
  #release(waiting: Lease['waiting']): void {
    for (const [name, lease] of this.#leases) if (lease.waiting === waiting) this.#leases.delete(name);
    for (const resolve of waiting) resolve();
  }

  #isAlive(project: string, owner: string): boolean {
    return this.#leases.has(leaseName(project, owner));
  }
}

function leaseName(project: string, owner: string): string {
  return JSON.stringify([project, owner]);
}
