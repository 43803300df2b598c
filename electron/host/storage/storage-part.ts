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
const longestPauseMs = 30_000;

/** Begins to open a storage of the manifest at once. Never throws: what can't be opened is `failed`. */
export function openStorage(id: string, config: { readonly kind: string }, context: PartContext): StoragePart {
  const listeners = new Set<() => void>();
  const connector = findConnector(config.kind);
  const parsed = connector?.config.safeParse(config);
  let state: PartState = { kind: 'connecting', message: '' };
  let session: Promise<Session> | null = null;
  let retry: NodeJS.Timeout | null = null;
  let abort = new AbortController();
  let attempt = 0;
  let isClosed = false;

  function change(next: PartState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  function fail(error: unknown): void {
    const known = error instanceof AppError ? error : null;
    if (!known) context.environment.log.error({ err: error, storage: id }, 'opening a storage failed');
    change({
      kind: 'failed',
      message: known?.message ?? 'The storage can’t be opened',
      advice: known?.detail.advice ?? '',
    });
    // What can never work is not tried again by itself.
    if (known?.code === 'unsupported' || known?.code === 'bad_request') return;
    retry = setTimeout(connect, Math.min(firstPauseMs * 2 ** attempt, longestPauseMs));
    retry.unref();
    attempt += 1;
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
    const opening = connector
      .open(parsed.data, context, { signal: current.signal })
      .then((opened) => overlayManifest(opened, context.manifest));
    session = opening;
    opening.then(
      (opened) => {
        if (current.signal.aborted) {
          void opened[Symbol.asyncDispose]();
          return;
        }
        attempt = 0;
        opened.onLost((error) => lose(opened, error));
        change({ kind: 'ready', version: opened.version });
      },
      (error: unknown) => {
        if (!current.signal.aborted) fail(error);
      },
    );
  }

  function lose(lost: Session, error: AppError): void {
    if (isClosed) return;
    change({ kind: 'reconnecting', message: error.message });
    void lost[Symbol.asyncDispose]();
    connect();
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
    session: async () => {
      if (state.kind === 'failed')
        throw new AppError('connection', state.message, { subject: id, advice: state.advice });
      if (isClosed || !session) throw new AppError('connection', `The storage “${id}” is closed`, { subject: id });
      return session;
    },
    refresh: () => {
      if (state.kind === 'ready') void session?.then((opened) => opened.refresh());
      else if (state.kind === 'failed') connect();
    },
    reconnect: () => {
      attempt = 0;
      const previous = session;
      const wasReady = state.kind === 'ready';
      change({ kind: wasReady ? 'reconnecting' : 'connecting', message: '' });
      connect();
      if (wasReady) void previous?.then((opened) => opened[Symbol.asyncDispose]());
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
