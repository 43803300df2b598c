import { AppError } from '../../../shared/domain/app-error.ts';
import type { PartState } from '../../../shared/domain/project.ts';
import type { Part, PartContext } from '../projects/part.ts';
import type { Session } from './connector.ts';
import { overlayManifest } from './overlay.ts';
import { connectorKinds, findConnector } from './registry.ts';

/** One storage of an open project. */
export interface StoragePart extends Part {
  /** The open store. @throws {AppError} `connection` while it is not ready. */
  session(): Promise<Session>;
  /** Reads the catalogue again, and opens the store anew when its file was replaced. */
  refresh(): void;
}

const firstPauseMs = 500;
/** Pauses grow slowly: a server that is back is found after about a third of the time that it was away. */
const pauseGrowth = 1.3;
const longestPauseMs = 30_000;
/** A store that is lost sooner than this after it was opened is not taken for a working one. */
const soundAfterMs = 5000;
/** How long a call waits for an attempt to connect again before it is told that there is no connection. */
const callPatienceMs = 1500;

/**
 * Begins to open a storage of the manifest at once. Never throws: what can't be opened is `failed`. A store that was open
 * and can't be reached any more is `reconnecting` for as long as that takes.
 */
export function openStorage(id: string, config: { readonly kind: string }, context: PartContext): StoragePart {
  const listeners = new Set<() => void>();
  const connector = findConnector(config.kind);
  const parsed = connector?.config.safeParse(config);
  let state: PartState = { kind: 'connecting', message: '' };
  let session: Promise<Session> | null = null;
  let retry: NodeJS.Timeout | null = null;
  let abort = new AbortController();
  let attempt = 0;
  let readySince = 0;
  let wasReady = false;
  /** It was lost right after it was opened: the next loss is not answered at once. */
  let isShaky = false;
  let isClosed = false;

  function change(next: PartState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  function connectLater(): void {
    if (retry) clearTimeout(retry);
    retry = setTimeout(connect, Math.min(firstPauseMs * pauseGrowth ** attempt, longestPauseMs));
    retry.unref();
    attempt += 1;
  }

  function fail(error: unknown): void {
    const known = error instanceof AppError ? error : null;
    if (!known) context.environment.log.error({ err: error, storage: id }, 'opening a storage failed');
    if (wasReady && known?.code === 'connection') {
      change({ kind: 'reconnecting', message: known.message });
      connectLater();
      return;
    }
    const needs = known?.code === 'auth' && known.detail.subject !== 'databases' ? 'password' : null;
    change({
      kind: 'failed',
      message: known?.message ?? 'The storage can’t be opened',
      advice: known?.detail.advice ?? '',
      ...(needs === null ? {} : { needs }),
    });
    // What can never work is not tried again by itself; a wrong password again and again may lock the account.
    if (known?.code === 'unsupported' || known?.code === 'bad_request' || known?.code === 'auth') return;
    connectLater();
  }

  function connect(): void {
    if (retry) clearTimeout(retry);
    retry = null;
    if (isClosed) return;
    if (!connector) {
      fail(
        new AppError('unsupported', `Storages of the kind “${config.kind}” can’t be opened`, {
          subject: config.kind,
          advice: `Known kinds: ${connectorKinds().join(', ')}.`,
        }),
      );
      return;
    }
    if (!parsed?.success) {
      fail(
        new AppError('bad_request', `The project file does not describe the storage “${id}” completely`, {
          subject: id,
          advice: 'Check its entry under “storages”.',
        }),
      );
      return;
    }
    abort.abort();
    const current = new AbortController();
    abort = current;
    const password = async () => (await context.password?.(`storages.${id}`)) ?? null;
    const opening = connector
      .open(parsed.data, { ...context, password }, { signal: current.signal })
      .then((opened) => overlayManifest(opened, context.manifest));
    session = opening;
    opening.then(
      (opened) => {
        if (current.signal.aborted) {
          void opened[Symbol.asyncDispose]();
          return;
        }
        readySince = performance.now();
        wasReady = true;
        opened.onLost((error) => {
          if (session === opening) lose(opened, error);
        });
        change({ kind: 'ready', version: opened.version });
      },
      (error: unknown) => {
        if (!current.signal.aborted) fail(error);
      },
    );
  }

  function lose(lost: Session, error: AppError): void {
    if (isClosed) return;
    if (performance.now() - readySince >= soundAfterMs) {
      attempt = 0;
      isShaky = false;
    }
    session = null;
    change({ kind: 'reconnecting', message: error.message });
    void lost[Symbol.asyncDispose]();
    if (isShaky) connectLater();
    else connect();
    isShaky = true;
  }

  /** @throws AppError `connection` */
  async function usable(): Promise<Session> {
    if (isClosed) throw new AppError('connection', `The storage “${id}” is closed`, { subject: id });
    if (state.kind === 'failed') throw new AppError('connection', state.message, { subject: id, advice: state.advice });
    if (session && state.kind !== 'reconnecting') return session;
    const away = () => new AppError('connection', message(), { subject: id, advice: 'It is tried again by itself.' });
    const message = () => (state.kind === 'reconnecting' ? state.message : '') || `There is no connection to “${id}”`;
    // The first attempt may succeed in a moment; between attempts there is nothing to wait for.
    if (!session || retry) throw away();
    return withinPatience(session, away);
  }

  connect();
  return {
    id,
    kind: config.kind,
    address: parsed?.success && connector ? connector.address(parsed.data) : id,
    get state() {
      return state;
    },
    onStateChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    session: usable,
    refresh: () => {
      if (state.kind === 'ready') void session?.then((opened) => opened.refresh());
      else if (state.kind === 'failed' || retry) connect();
    },
    reconnect: () => {
      attempt = 0;
      const previous = session;
      const { kind } = state;
      change({ kind: kind === 'ready' || kind === 'reconnecting' ? 'reconnecting' : 'connecting', message: '' });
      connect();
      if (kind === 'ready') void previous?.then((opened) => opened[Symbol.asyncDispose]());
    },
    close: async () => {
      isClosed = true;
      if (retry) clearTimeout(retry);
      abort.abort();
      listeners.clear();
      const last = session;
      session = null;
      await last?.then(
        (opened) => opened[Symbol.asyncDispose](),
        // It was never open.
        () => undefined,
      );
    },
  };
}

/** @throws what `away` gives when it takes longer, and when it can't be opened for now */
function withinPatience(opening: Promise<Session>, away: () => AppError): Promise<Session> {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => reject(away()), callPatienceMs);
    opening.then(resolve, () => reject(away())).finally(() => clearTimeout(patience));
  });
}
