import { AppError } from '../../../../shared/domain/app-error.ts';
import type { PartState } from '../../../../shared/domain/project.ts';
import { encodeRowKey, type RowKey } from '../../../../shared/domain/row-key.ts';
import type { OpenProject } from '../../projects/open-project.ts';
import type { RowImage, Session, StoreChange, ValueImage, WriteOps } from '../../storage/connector.ts';

type Rows = Map<string, Map<string, string>>;

/** What the store does at a step of a save, as a test wishes. */
export interface Steps {
  beforeCommit?: (() => Promise<void> | void) | undefined;
  /** The changes are in the store; failing here loses the answer. */
  afterCommit?: (() => Promise<void> | void) | undefined;
}

/**
 * A store of texts in memory with the writing half of a session, for tests of what stands around a save. One model,
 * `note`, whose key is a text.
 */
export class FakeStore {
  readonly rows: Rows = new Map();
  readonly steps: Steps = {};
  readonly #listeners = new Set<() => void>();
  state: PartState = { kind: 'ready', version: 'fake' };
  isWritable = true;
  models = ['note'];
  /** How many saves run at the same time, at most. */
  mostAtOnce = 0;
  #running = 0;

  setState(state: PartState): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }

  project(path = '/shop', readOnlyReason: string | null = null): OpenProject {
    const part = { id: 'main', kind: 'fake', address: 'fake', session: async () => this.#session() };
    const state = () => this.state;
    const onStateChange = (listener: () => void) => {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    };
    const storage = Object.defineProperty({ ...part, onStateChange }, 'state', { get: state });
    const storages = new Map([['main', storage]]);
    // What saving uses of a project is here.
    return { id: 'shop', name: 'Shop', path, readOnlyReason, storages, manifest: {} } as unknown as OpenProject;
  }

  #session(): Session {
    if (this.state.kind !== 'ready') throw new AppError('connection', 'not open');
    const list = async () => this.models.map((id) => ({ id, caption: `${id}s of all`, schema: null, kind: 'table' }));
    const describe = async (id: string) => ({ id, caption: id, readOnlyReason: null });
    // What saving uses of a session is here.
    return { list, describe, ...(this.isWritable ? { write: this.#write() } : {}) } as unknown as Session;
  }

  #write(): WriteOps {
    return {
      describe: async () => ({ statements: [], problems: [] }),
      base: async () => ({ kind: 'cell', cell: null }),
      impact: async () => [],
      compare: async (images) => this.#compare(images),
      apply: async ({ changes, readUpload }, beforeCommit, { signal }) => {
        this.#running += 1;
        this.mostAtOnce = Math.max(this.mostAtOnce, this.#running);
        try {
          const next: Rows = new Map([...this.rows].map(([key, row]) => [key, new Map(row)]));
          const images: RowImage[] = [];
          for (const change of changes) {
            const problem = await apply(next, change, images, readUpload);
            if (problem) return { kind: 'refused', problems: [problem] };
          }
          if (images.length > 0) {
            await this.steps.beforeCommit?.();
            await beforeCommit(images);
            if (signal.aborted) throw new AppError('aborted', 'Aborted');
            this.rows.clear();
            for (const [key, row] of next) this.rows.set(key, row);
            await this.steps.afterCommit?.();
          }
          return { kind: 'saved', rows: changes.map(({ id }) => ({ change: id, key: null, columns: [], cells: [] })) };
        } finally {
          this.#running -= 1;
        }
      },
    };
  }

  #compare(images: readonly RowImage[]): 'before' | 'after' | 'neither' {
    const holds = (side: 'before' | 'after') =>
      images.every((image) => {
        const row = this.rows.get(encodeRowKey(image.key));
        const isThere = side === 'before' ? image.kind !== 'insert' : image.kind !== 'delete';
        return isThere
          ? row !== undefined && image.fields.every((field) => row.get(field.field) === exactText(field[side]))
          : row === undefined;
      });
    return holds('after') ? 'after' : holds('before') ? 'before' : 'neither';
  }
}

function imageOf(text: string | undefined): ValueImage | null {
  if (text === undefined) return null;
  const bytes = Buffer.from(text);
  const isBig = bytes.length > 1000;
  return {
    cell: isBig ? { kind: 'cut', of: 'text', preview: text.slice(0, 256), sizeBytes: bytes.length } : text,
    exact: isBig ? '@' : `t${text}`,
    bytes: isBig ? Uint8Array.from(bytes) : null,
  };
}

function exactText(image: ValueImage | null): string | undefined {
  if (image === null) return undefined;
  return image.bytes ? Buffer.from(image.bytes).toString() : image.exact.slice(1);
}

async function apply(
  rows: Rows,
  change: StoreChange,
  images: RowImage[],
  readUpload: (upload: string) => Promise<Uint8Array>,
) {
  const { kind, key, fields } = await target(change, readUpload);
  const name = encodeRowKey(key);
  const row = rows.get(name);
  const model = 'note';
  const gone = { kind: 'gone', change: change.id, row: 'update', model, key: [...key] } as const;
  if ((row === undefined) !== (kind === 'insert')) return gone;
  const after = kind === 'delete' ? undefined : new Map([...(row ?? []), ...fields]);
  if (after) rows.set(name, after);
  else rows.delete(name);
  const names = kind === 'update' ? fields.map(([field]) => field) : [...(row ?? after ?? [])].map(([field]) => field);
  images.push({
    kind,
    model,
    key,
    keyBefore: kind === 'insert' ? null : key,
    followed: false,
    fields: names.map((field) => ({ field, before: imageOf(row?.get(field)), after: imageOf(after?.get(field)) })),
  });
  return null;
}

interface Target {
  readonly kind: RowImage['kind'];
  readonly key: RowKey;
  readonly fields: [string, string][];
}

async function target(change: StoreChange, readUpload: (upload: string) => Promise<Uint8Array>): Promise<Target> {
  if (change.kind === 'restore') {
    const { image } = change;
    const kind = ({ insert: 'delete', update: 'update', delete: 'insert' } as const)[image.kind];
    const fields = image.fields.flatMap(({ field, before }): [string, string][] => {
      const text = exactText(before);
      return text === undefined || change.skip.has(field) ? [] : [[field, text]];
    });
    return { kind, key: image.key, fields };
  }
  if (change.kind === 'delete') return { kind: 'delete', key: change.key, fields: [] };
  const fields: [string, string][] = [];
  for (const { field, value } of change.fields) {
    if (value.kind === 'upload') fields.push([field, Buffer.from(await readUpload(value.upload)).toString()]);
    else if (value.kind === 'cell') fields.push([field, String(value.cell)]);
  }
  const key = change.kind === 'update' ? change.key : [fields.find(([field]) => field === 'id')?.[1] ?? change.id];
  return { kind: change.kind, key, fields };
}
