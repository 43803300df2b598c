import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../../../shared/domain/app-error.ts';
import type { Model } from '../../../../shared/domain/catalog.ts';
import { type Cell, cellText, previewCharacters, type WholeCell } from '../../../../shared/domain/cell.ts';
import type { RowQuery } from '../../../../shared/domain/query.ts';
import { encodeRowKey, type RowKey } from '../../../../shared/domain/row-key.ts';
import type { Operation, PageRequest, Session, StoredPage, ViewState } from '../connector.ts';
import { compareCells } from '../query/compare.ts';
import { compareBySort, evaluate, found, type NullPlace } from '../query/interpret.ts';
import { requireField } from '../query/order.ts';
import { isSearched, skippedFields } from '../query/searched.ts';

/** A model with all its rows; cells in the order of `model.fields`. */
export interface MemoryModel {
  readonly model: Model;
  readonly rows: readonly (readonly WholeCell[])[];
}

interface Row {
  readonly cells: readonly WholeCell[];
  readonly key: RowKey;
}

/** A store that is nothing but the interpreter over rows in memory: what others are compared with. */
export function createMemorySession(models: readonly MemoryModel[], nulls: NullPlace = 'first'): Session {
  const byId = new Map(models.map((entry) => [entry.model.id, entry]));
  const places = new Map<string, { readonly query: string; readonly index: number }>();

  function entryOf(id: string): MemoryModel {
    const entry = byId.get(id);
    if (!entry) throw new AppError('not_found', `No table “${id}”`, { subject: id });
    return entry;
  }

  function columnsOf(model: Model): ReadonlyMap<string, number> {
    return new Map(model.fields.map((field, position) => [field.name, position]));
  }

  function keyOf(model: Model, cells: readonly WholeCell[]): RowKey {
    const columns = columnsOf(model);
    return model.key.fields.map((field) => cells[columns.get(field) ?? -1] ?? null);
  }

  function select(query: RowQuery): readonly Row[] {
    const { model, rows } = entryOf(query.model);
    const columns = columnsOf(model);
    const valuesOf = (cells: readonly WholeCell[]) => (field: string) => {
      requireField(columns, field, model.id);
      return cells[columns.get(field) ?? -1] ?? null;
    };
    for (const { field } of query.sort) requireField(columns, field, model.id);
    const decimals = new Set(model.fields.filter(({ type }) => type === 'decimal').map(({ name }) => name));
    const searched = model.fields.filter(isSearched).map(({ name }) => name);
    const sort =
      query.sort.length > 0 ? query.sort : model.key.fields.map((field) => ({ field, direction: 'asc' as const }));
    return rows
      .filter((cells) => query.filter === null || evaluate(query.filter, valuesOf(cells), decimals) === true)
      .filter((cells) => query.search === '' || found(query.search, searched, valuesOf(cells)))
      .toSorted((a, b) => compareBySort(sort, valuesOf(a), valuesOf(b), decimals, nulls))
      .map((cells) => ({ cells, key: keyOf(model, cells) }));
  }

  function pageStart(request: PageRequest, rows: readonly Row[]): { from: number; size: number } {
    const { at, limit, query } = request;
    const placeOf = (cursor: string): number => {
      const place = places.get(cursor);
      if (place?.query !== queryId(query)) throw new AppError('conflict', 'This place in the rows is no longer known');
      return place.index;
    };
    switch (at.kind) {
      case 'start':
        return { from: 0, size: limit };
      case 'end':
        return { from: Math.max(0, rows.length - limit), size: limit };
      case 'after':
        return { from: placeOf(at.cursor) + 1, size: limit };
      case 'before': {
        const end = placeOf(at.cursor);
        return { from: Math.max(0, end - limit), size: Math.min(limit, end) };
      }
      case 'index':
        return { from: at.index < rows.length ? at.index : Math.max(0, rows.length - limit), size: limit };
      case 'key': {
        const index = rows.findIndex(({ key }) => sameKey(key, at.key));
        if (index < 0) throw new AppError('not_found', `No such row in ${query.model}`, { subject: query.model });
        return { from: Math.max(0, index - Math.floor(limit / 4)), size: limit };
      }
    }
  }

  function findRow(modelId: string, key: RowKey): readonly WholeCell[] | null {
    const { model, rows } = entryOf(modelId);
    if (model.key.kind === 'none')
      throw new AppError('unsupported', `Rows of ${modelId} have no key`, { subject: modelId });
    return rows.find((cells) => sameKey(keyOf(model, cells), key)) ?? null;
  }

  function project(model: Model, cells: readonly WholeCell[], columns: readonly string[]): Cell[] {
    const positions = columnsOf(model);
    const whole = new Set([
      ...model.key.fields,
      ...model.outgoing.flatMap(({ fromFields }) => fromFields),
      ...model.incoming.flatMap(({ toFields }) => toFields),
    ]);
    return columns.map((column) => {
      requireField(positions, column, model.id);
      const cell = cells[positions.get(column) ?? -1] ?? null;
      return whole.has(column) ? cell : cut(cell);
    });
  }

  async function* batches(query: RowQuery, columns: readonly string[], op: Operation) {
    const { model } = entryOf(query.model);
    const rows = select(query);
    for (let at = 0; at < rows.length; at += 1000) {
      await turn(op);
      yield rows.slice(at, at + 1000).map(({ cells }) => project(model, cells, columns));
    }
  }

  return {
    version: 'Memory',
    list: async (op) => {
      await turn(op);
      return models.map(({ model: { id, caption, schema, kind } }) => ({ id, caption, schema, kind }));
    },
    describe: async (id, op) => {
      await turn(op);
      return entryOf(id).model;
    },
    page: async (request, op): Promise<StoredPage> => {
      await turn(op);
      const { model } = entryOf(request.query.model);
      const rows = select(request.query);
      const { from, size } = pageStart(request, rows);
      const shown = rows.slice(from, from + size);
      const cursor = (index: number) => {
        const name = String(places.size);
        places.set(name, { query: queryId(request.query), index });
        return name;
      };
      return {
        rows: shown.map(({ cells }) => project(model, cells, request.columns)),
        keys: shown.map(({ key }) => key),
        first: shown.length > 0 ? cursor(from) : null,
        last: shown.length > 0 ? cursor(from + shown.length - 1) : null,
        atStart: from === 0,
        atEnd: from + shown.length >= rows.length,
        position: { index: from, exact: true },
        stopped: null,
        resume: null,
        skipped: request.query.search === '' ? [] : skippedFields(model.fields),
        tookMs: 0,
      };
    },
    count: async (query, op) => {
      await turn(op);
      return { kind: 'exact', value: select(query).length };
    },
    watch: async function* (query, op): AsyncGenerator<ViewState> {
      await turn(op);
      const value = select(query).length;
      yield { count: { kind: 'exact', value }, positions: 'complete', scannedRows: value };
    },
    read: async (modelId, keys, columns, op) => {
      await turn(op);
      const { model } = entryOf(modelId);
      return keys.map((key) => {
        const cells = findRow(modelId, key);
        return cells === null ? null : project(model, cells, columns);
      });
    },
    cell: async (modelId, key, field, limitBytes, op) => {
      await turn(op);
      const cell = valueAt(modelId, key, field);
      const short = cut(cell);
      return short !== null && typeof short === 'object' && short.kind === 'cut' && short.sizeBytes > limitBytes
        ? short
        : cell;
    },
    stream: async function* (modelId, key, field, op) {
      await turn(op);
      const cell = valueAt(modelId, key, field);
      yield cell !== null && typeof cell === 'object' && cell.kind === 'bytes'
        ? Uint8Array.from(Buffer.from(cell.hex, 'hex'))
        : Uint8Array.from(Buffer.from(cellText(cell)));
    },
    scan: (query, columns, op) => batches(query, columns, op),
    refresh: () => places.clear(),
    onLost: () => undefined,
    [Symbol.asyncDispose]: async () => places.clear(),
  };

  function valueAt(modelId: string, key: RowKey, field: string): WholeCell {
    const { model } = entryOf(modelId);
    const columns = columnsOf(model);
    requireField(columns, field, modelId);
    const cells = findRow(modelId, key);
    if (cells === null) throw new AppError('not_found', `No such row in ${modelId}`, { subject: modelId });
    return cells[columns.get(field) ?? -1] ?? null;
  }
}

function cut(cell: WholeCell): Cell {
  if (typeof cell === 'string' && cell.length > previewCharacters) {
    const head = cell.slice(0, previewCharacters);
    return {
      kind: 'cut',
      of: 'text',
      preview: head.isWellFormed() ? head : head.slice(0, -1),
      sizeBytes: Buffer.byteLength(cell),
    };
  }
  if (cell !== null && typeof cell === 'object' && cell.kind === 'bytes' && cell.hex.length > previewCharacters) {
    return { kind: 'cut', of: 'bytes', preview: cell.hex.slice(0, previewCharacters), sizeBytes: cell.hex.length / 2 };
  }
  return cell;
}

function sameKey(a: RowKey, b: RowKey): boolean {
  return a.length === b.length && a.every((value, position) => compareCells(value, b[position] ?? null) === 0);
}

function queryId({ model, filter, sort, search }: RowQuery): string {
  return JSON.stringify([model, filter, sort, search], (_, value: unknown) =>
    typeof value === 'bigint' ? encodeRowKey([value]) : value,
  );
}

async function turn({ signal }: Operation): Promise<void> {
  await nextTurn();
  if (signal.aborted) throw new AppError('aborted', 'The read was given up');
}
